"""The pages of places: adding and pasting, exceptions beside the common answer, conflicts, and the result by place."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.places import MOST_PLACES
from assessments.models import Place, PlaceDescription, PlaceException
from assessments.services.assessments import load_workspace
from assessments.services.places import set_out
from assessments.services.review import approve
from assessments.web.place_forms import read_lines
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.services.placing import NAMES, answered_with_places, except_at, hand_over, put_places

HOSTILE = '"><script>alert(1)</script>\u4e00'
UNLAWFUL = "Any device inside a private room?"


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def table(assessment_id: UUID) -> str:
    return reverse("places", args=[assessment_id])


def page(assessment_id: UUID, place: UUID) -> str:
    return reverse("place", args=[assessment_id, place])


def question(assessment_id: UUID, place: UUID, key: str = "q_sign") -> str:
    return reverse("place-question", args=[assessment_id, place, key])


def names(cast: Cast, assessment_id: UUID) -> list[str]:
    return [each.name for each in load_workspace(cast.assessor, assessment_id).places]


def test_a_place_is_added_and_many_are_pasted(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    assert "No place is named" in text_of(client.get(table(assessment_id)))
    answer = client.post(table(assessment_id), {"go": "add", "name": "Lobby", "address": "Road 1", "devices": "5"})
    assert (answer.status_code, answer["Location"]) == (302, table(assessment_id))
    lines = "Gate 2, Road 2, floor 1\r\n\r\nCanteen，南京路3号\nBack door\tYard, left\n大堂\n"
    assert client.post(table(assessment_id), {"go": "paste", "lines": lines}).status_code == 302
    stored = PlaceDescription.objects.order_by("position").values_list("name", "address", "devices")
    assert list(stored) == [
        ("Lobby", "Road 1", 5),
        ("Gate 2", "Road 2, floor 1", None),
        ("Canteen", "南京路3号", None),
        ("Back door", "Yard, left", None),
        ("大堂", "", None),
    ]
    assert "5 places" in text_of(client.get(table(assessment_id)))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a", ("a", "")),
        (" a ,  b  c ", ("a", "b c")),
        ("a，b,c", ("a", "b,c")),
        ("a,b\tc", ("a,b", "c")),
        (",b", ("", "b")),
    ],
)
def test_how_a_line_is_read(line: str, expected: tuple[str, str]) -> None:
    ((number, one),) = read_lines(line)
    assert (number, one.name, one.address) == (1, *expected)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"go": "add", "name": ""}, "Enter the name of the place"),
        ({"go": "add", "name": "x", "devices": "many"}, "Enter the number of devices in digits"),
        ({"go": "add", "name": "x", "devices": "-1"}, "Enter the number of devices in digits"),
        ({"go": "add", "name": "hidden\u200b"}, "cannot be kept"),
        ({"go": "add", "name": NAMES[0]}, "Give each place a name of its own"),
        ({"go": "add", "name": "W" * 201}, "Shorten the text to 200"),
        ({"go": "paste", "lines": " \n "}, "Enter at least one line"),
        ({"go": "paste", "lines": "fine\n, no name"}, "Line 2: write a name"),
        ({"go": "paste", "lines": "a\na"}, "Give each place a name of its own"),
        ({"go": "paste", "lines": "\n".join(map(str, range(MOST_PLACES + 1)))}, "at most 300 places"),
        ({"go": "paste", "lines": "fine\nhidden\u200b"}, "cannot be kept"),
        ({}, "Add places"),
    ],
)
def test_what_is_not_taken_is_said_in_words_and_nothing_is_added(cast: Cast, sent: dict[str, str], words: str) -> None:
    assessment_id = start(cast.assessor)
    put_places(cast.assessor, assessment_id)
    answer = sign_in(cast.assessor).post(table(assessment_id), sent)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Place.objects.count() == 3


def test_names_are_shown_escaped_everywhere(cast: Cast) -> None:
    assessment_id, _ = answered_with_places(cast.assessor)
    place, *_ = put_places(cast.assessor, assessment_id, HOSTILE)
    except_at(cast.assessor, assessment_id, place, "q_zone", "no")
    client = sign_in(cast.assessor)
    for path in (
        table(assessment_id),
        page(assessment_id, place),
        question(assessment_id, place),
        reverse("places-findings", args=[assessment_id]),
    ):
        shown = text_of(client.get(path))
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_an_exception_is_chosen_answered_changed_and_taken_back(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    client = sign_in(cast.assessor)
    place = places[0]
    shown = text_of(client.get(page(assessment_id, place)))
    assert '<option value="q_sign">' in shown
    assert '<option value="q_filed">' not in shown
    chosen = client.get(page(assessment_id, place), {"question": "q_sign"})
    assert chosen["Location"] == question(assessment_id, place)
    form = text_of(client.get(question(assessment_id, place)))
    assert 'id="q_sign-yes" value="yes" checked' in form, "it starts from the common answer"
    saved = client.post(question(assessment_id, place), {"q_sign": "no", "based_on": "0", "asked": "q_sign"})
    assert saved["Location"] == page(assessment_id, place)
    shown = text_of(client.get(page(assessment_id, place)))
    assert "Back to the common answer" in shown
    assert "In common" in shown
    assert 'id="q_sign-no" value="no" checked' in text_of(client.get(question(assessment_id, place)))
    back = client.post(page(assessment_id, place), {"go": "common", "question": "q_sign", "based_on": "1"})
    assert back["Location"] == page(assessment_id, place)
    kept = PlaceException.objects.filter(place_id=place).order_by("number")
    assert [each.value for each in kept] == ["no", None]
    assert "back to the common answer" in text_of(client.get(page(assessment_id, place)))


def test_what_an_exception_opens_is_listed_with_a_way_to_answer_it(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    client = sign_in(cast.assessor)
    client.post(question(assessment_id, places[2], "q_cctv"), {"q_cctv": "yes", "based_on": "0"})
    shown = text_of(client.get(page(assessment_id, places[2])))
    assert "are open at this place" in shown
    assert question(assessment_id, places[2], "q_listed") in shown
    assert "What is open at a place is answered there" in text_of(client.get(reverse("check", args=[assessment_id])))
    assert client.get(reverse("hand-in", args=[assessment_id]))["Location"] == reverse("check", args=[assessment_id])
    assert client.get(question(assessment_id, places[2], "q_listed")).status_code == 200
    assert client.get(question(assessment_id, places[0], "q_listed")).status_code == 302
    closed = {"q_public": "no", "based_on": "0"}
    client.post(question(assessment_id, places[2], "q_sign"), {"q_sign": "no", "based_on": "0"})
    client.post(question(assessment_id, places[2], "q_public"), closed)
    assert "it decides nothing" in text_of(client.get(page(assessment_id, places[2])))


@pytest.mark.parametrize("sent", [{"q_sign": "maybe"}, {"asked": "q_sign"}, {"q_sign": ["yes", "no"]}, {}])
def test_an_answer_that_is_none_is_refused_at_the_question(cast: Cast, sent: dict[str, Any]) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    answer = sign_in(cast.assessor).post(question(assessment_id, places[0]), {**sent, "based_on": "0"})
    assert answer.status_code == 422
    assert 'id="errors"' in text_of(answer)
    assert PlaceException.objects.filter(place_id=places[0]).count() == 0


def test_two_people_at_one_place_get_both_answers_side_by_side(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    except_at(cast.colleague, assessment_id, places[0], "q_sign", "no")
    client = sign_in(cast.assessor)
    sent = {"q_sign": "partly", "based_on": "0", "asked": "q_sign"}
    answer = client.post(question(assessment_id, places[0]), sent)
    shown = text_of(answer)
    assert answer.status_code == 409
    assert "Col League answered this for Lobby 大堂 while" in shown
    assert 'id="q_sign-partly" value="partly" checked' in shown
    assert 'name="based_on" value="1"' in shown
    assert client.post(question(assessment_id, places[0]), {**sent, "based_on": "1"}).status_code == 302
    stale = client.post(page(assessment_id, places[0]), {"go": "common", "question": "q_sign", "based_on": "1"})
    assert stale["Location"] == question(assessment_id, places[0]), "what stands now is shown first"
    kept = PlaceException.objects.filter(place_id=places[0]).order_by("number")
    assert list(kept.values_list("value", flat=True)) == ["no", "partly"]


def test_one_answer_is_saved_for_several_places_or_for_none(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    client = sign_in(cast.assessor)
    shown = text_of(client.get(question(assessment_id, places[0])))
    assert "Save the same answer for other places" in shown
    assert f'name="also" id="also-{places[2]}" value="{places[2]}">' in shown
    except_at(cast.colleague, assessment_id, places[2], "q_sign", "partly")
    sent = {"q_sign": "no", "based_on": "0", "also": [str(places[1]), str(places[2]), "x", str(uuid4())]}
    answer = client.post(question(assessment_id, places[0]), sent)
    assert answer.status_code == 409
    shown = text_of(answer)
    assert f"Col League answered this for {NAMES[2]} while" in shown
    assert f'id="also-{places[1]}" value="{places[1]}" checked' in shown
    assert f'name="based_on.{places[2]}" value="1"' in shown
    assert PlaceException.objects.filter(value="no", question="q_sign").count() == 0
    assert client.post(question(assessment_id, places[0]), {**sent, f"based_on.{places[2]}": "1"}).status_code == 302
    assert PlaceException.objects.filter(value="no", question="q_sign").count() == 3
    assert "now: No" in text_of(client.get(question(assessment_id, places[0])))
    opened = {"q_cctv": "yes", "based_on": "0"}
    client.post(question(assessment_id, places[0], "q_cctv"), opened)
    only = text_of(client.get(question(assessment_id, places[0], "q_listed")))
    assert "Save the same answer" not in only, "elsewhere the question is not asked"
    sent = {"q_listed": "no", "based_on": "0", "also": [str(places[1])]}
    assert client.post(question(assessment_id, places[0], "q_listed"), sent).status_code == 302
    assert PlaceException.objects.filter(question="q_listed").count() == 0, "all or none"


def test_two_people_describing_one_place_get_both_descriptions(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    place, *_ = put_places(cast.assessor, assessment_id)
    client = sign_in(cast.assessor)
    sent = {"go": "change", "name": "Theirs", "address": "", "devices": "", "position": "1", "based_on": "1"}
    assert sign_in(cast.colleague).post(page(assessment_id, place), sent).status_code == 302
    answer = client.post(page(assessment_id, place), {**sent, "name": "Mine"})
    shown = text_of(answer)
    assert answer.status_code == 409
    assert "Col League changed this place" in shown
    assert 'value="Mine"' in shown
    assert "<h1>Theirs</h1>" in shown
    assert 'name="based_on" value="2"' in shown
    assert client.post(page(assessment_id, place), {"go": "out", "based_on": "1"}).status_code == 409
    assert client.post(page(assessment_id, place), {**sent, "name": "Mine", "based_on": "2"}).status_code == 302
    assert names(cast, assessment_id)[0] == "Mine"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": NAMES[1]}, "Give each place a name of its own"),
        ({"name": "x", "address": "\u202e"}, "cannot be kept"),
        ({"name": "x", "position": "0"}, "Enter a whole number from 1"),
        ({"name": "x", "devices": "9" * 500}, "Enter the number of devices"),
    ],
)
def test_a_description_that_is_not_taken_stays_in_the_form(cast: Cast, sent: dict[str, str], words: str) -> None:
    assessment_id = start(cast.assessor)
    place, *_ = put_places(cast.assessor, assessment_id)
    answer = sign_in(cast.assessor).post(page(assessment_id, place), {**sent, "go": "change", "based_on": "1"})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert PlaceDescription.objects.count() == 3


def test_a_place_is_taken_out_and_put_back(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    client = sign_in(cast.assessor)
    out = client.post(page(assessment_id, places[1]), {"go": "out", "based_on": "1"})
    assert out["Location"] == table(assessment_id)
    assert client.get(page(assessment_id, places[1])).status_code == 404
    assert "Taken out by" in text_of(client.get(table(assessment_id)))
    back = {"go": "back", "place": str(places[1])}
    assert client.post(table(assessment_id), {**back, "based_on": "1"}).status_code == 409
    put_places(cast.assessor, assessment_id, NAMES[1])
    assert client.post(table(assessment_id), {**back, "based_on": "2"}).status_code == 409
    twin = Place.objects.order_by("-number")[0]
    set_out(cast.assessor, assessment_id, twin.id, 1, is_out=True)
    assert client.post(table(assessment_id), {**back, "based_on": "2"}).status_code == 302
    assert names(cast, assessment_id) == list(NAMES)
    assert client.post(table(assessment_id), {"go": "back", "place": "x"}).status_code == 404


def test_the_result_says_at_how_many_places_it_is_worse(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    client = sign_in(cast.assessor)
    shown = text_of(client.get(reverse("findings", args=[assessment_id])))
    assert "A prohibition is not met (at 1 of 3 places)" in shown
    assert "Places: 3, with findings of their own: 1." in shown
    by_place = text_of(client.get(reverse("places-findings", args=[assessment_id])))
    assert f'id="p-{places[1]}"' in by_place
    assert UNLAWFUL in by_place
    assert by_place.count("<article") == 1
    assert "As in common" in by_place
    hand_over(cast.assessor, assessment_id)
    review = text_of(sign_in(cast.dpo).get(reverse("review", args=[assessment_id])))
    assert "A prohibition is not met (at 1 of 3 places)" in review
    assert reverse("places-findings", args=[assessment_id]) in review


def test_places_with_the_same_exceptions_share_one_part_of_the_findings(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    more = put_places(cast.assessor, assessment_id, *(f"Shop {n}" for n in range(4)))
    for place in more:
        except_at(cast.assessor, assessment_id, place, "q_private_room", "yes")
    except_at(cast.assessor, assessment_id, places[0], "q_zone", "yes")
    by_place = text_of(sign_in(cast.dpo).get(reverse("places-findings", args=[assessment_id])))
    assert by_place.count("<article") == 1
    assert "and 2 more" in by_place
    assert all(f"Shop {n}" in by_place for n in range(4))


def test_after_handing_in_pages_only_read(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    digest = hand_over(cast.assessor, assessment_id)
    client = sign_in(cast.assessor)
    for path in (table(assessment_id), page(assessment_id, places[1])):
        assert "<textarea" not in text_of(client.get(path))
    assert client.get(question(assessment_id, places[1], "q_private_room")).status_code == 302
    for path, sent in (
        (table(assessment_id), {"go": "add", "name": "x"}),
        (table(assessment_id), {"go": "back", "place": str(places[1]), "based_on": "1"}),
        (page(assessment_id, places[1]), {"name": "x", "based_on": "1"}),
        (page(assessment_id, places[1]), {"go": "out", "based_on": "1"}),
        (page(assessment_id, places[1]), {"go": "common", "question": "q_private_room", "based_on": "1"}),
        (question(assessment_id, places[1], "q_private_room"), {"q_private_room": "no", "based_on": "1"}),
    ):
        assert client.post(path, sent).status_code == 302
    assert PlaceDescription.objects.count() == 3
    assert PlaceException.objects.count() == 1
    approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest)
    assert client.get(reverse("places-findings", args=[assessment_id])).status_code == 200


def test_places_of_others_and_unknown_questions_are_not_found(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    outsider = sign_in(cast.outsider)
    for path in (table(assessment_id), page(assessment_id, places[0]), question(assessment_id, places[0])):
        assert outsider.get(path).status_code == 404
        assert outsider.post(path, {"go": "add", "name": "x", "q_sign": "no"}).status_code == 404
    client = sign_in(cast.assessor)
    other = start(cast.assessor, "Other")
    foreign, *_ = put_places(cast.assessor, other)
    for place in (foreign, uuid4()):
        assert client.get(page(assessment_id, place)).status_code == 404
        assert client.post(question(assessment_id, place), {"q_sign": "no"}).status_code == 404
    for key in ("q_unknown", "q_sign-x"):
        assert client.get(question(assessment_id, places[0], key)).status_code == 404
        assert client.post(question(assessment_id, places[0], key), {key: "no"}).status_code == 404
        sent = {"go": "common", "question": key}
        assert client.post(page(assessment_id, places[0]), sent).status_code == 404
    assert client.post(question(assessment_id, places[0], "q_filed"), {"q_filed": "no"}).status_code == 302
    assert PlaceException.objects.count() == 1


@pytest.mark.no_cover
@pytest.mark.parametrize("based_on", ["-1", "x", "9" * 500, "１", ""])
def test_odd_numbers_of_versions_count_as_none(cast: Cast, based_on: str) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    client = sign_in(cast.assessor)
    sent = {"q_private_room": "no", "based_on": based_on}
    assert client.post(question(assessment_id, places[1], "q_private_room"), sent).status_code == 409
    assert client.post(page(assessment_id, places[1]), {"go": "out", "based_on": based_on}).status_code == 409


def test_ten_megabytes_are_refused_before_they_are_read(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    client = sign_in(cast.assessor)
    much = "x" * 10_000_000
    for path, sent in (
        (table(assessment_id), {"go": "paste", "lines": much}),
        (page(assessment_id, places[0]), {"name": much}),
        (question(assessment_id, places[0]), {"q_sign": much}),
    ):
        assert client.post(path, sent).status_code == 413
    less = "\n".join(f"{n}, {'y' * 190}" for n in range(900))
    assert client.post(table(assessment_id), {"go": "paste", "lines": less}).status_code == 422
    assert Place.objects.count() == 3


def test_without_places_the_page_of_findings_leads_to_the_table(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.dpo)
    assert client.get(reverse("places-findings", args=[assessment_id]))["Location"] == table(assessment_id)
    assert "Places change only while" in text_of(client.get(table(assessment_id)))


def test_the_number_of_queries_does_not_depend_on_the_number_of_places(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    client = sign_in(cast.dpo)
    counts = []
    for many in (1, 40):
        for place in put_places(cast.assessor, assessment_id, *(f"Shop {many}/{n}" for n in range(many))):
            except_at(cast.assessor, assessment_id, place, "q_zone", "no")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("places-findings", args=[assessment_id]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
