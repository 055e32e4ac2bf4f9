"""The DPO's desk: its order, filters, search and pages, what it keeps of the outcome, and who may look."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.domain.findings import Overall
from assessments.domain.in_brief import in_brief
from assessments.domain.lifecycle import Status
from assessments.models import Assessment, Deployment, DeploymentWord
from assessments.services import desk
from assessments.services.access import Actor, NotAllowed, scope
from assessments.services.assessments import load_workspace
from assessments.services.deployments import create_deployment
from assessments.services.desk import (
    Age,
    DeskPage,
    Due,
    Order,
    RedLines,
    Turn,
    by_age,
    by_deadline,
    by_red_lines,
    by_words,
    load_page,
    load_units,
    on_the_desk,
    read_mark,
)
from assessments.services.review import hand_in, return_to_assessor
from tests.conftest import NOW, Cast, answer_all, at, case_answers, make_cast, start
from tests.services.placing import answered_with_places, except_at, hand_over

TODAY = date(2026, 11, 2)


def put(cast: Cast, name: str, minute: int = 0, **columns: object) -> UUID:
    """An assessment in review with this outcome, in its status since this minute. Written past the services."""
    with scope(cast.organisation_id):
        made = Deployment.objects.create(organisation_id=cast.organisation_id, name=name, created_at=NOW)
        row = Assessment.objects.create(
            organisation_id=cast.organisation_id,
            deployment=made,
            edition_key="2026-11",
            author_id=cast.assessor.person_id,
            status=str(columns.pop("status", "in_review")),
            as_of=TODAY,
            overall=str(columns.pop("overall", "gaps")),
            since=NOW + timedelta(minutes=minute),
            created_at=NOW,
            updated_at=NOW,
            **columns,
        )
    return row.id


def page_of(actor: Actor, *conditions: object, order: Order = Order.LONGEST, turn: Turn | None = None) -> DeskPage:
    with scope(actor.organisation_id):
        rows = on_the_desk(actor).filter(*conditions)
        return load_page(actor, rows, order, turn or Turn())


def names(page: DeskPage) -> list[str]:
    return [each.deployment_name for each in page.rows]


def handed_in(cast: Cast) -> UUID:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, assessment_id).answers_digest
        later = at(cast.assessor, NOW + timedelta(hours=1))
        hand_in(later, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    return assessment_id


def test_what_the_rules_say_is_kept_at_hand_in_and_taken_back_when_answers_may_change(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    brief = in_brief(load_workspace(cast.dpo, assessment_id).assessed)
    line = page_of(at(cast.dpo, NOW + timedelta(days=3))).rows[0]
    assert (line.overall, line.gaps, line.red_lines) == (brief.overall, brief.gaps, brief.red_lines)
    assert brief.gaps > 0
    assert (line.next_deadline, line.red_lines_aside) == (brief.next_deadline, brief.red_lines_aside)
    assert (line.since, line.days, line.status) == (NOW + timedelta(hours=1), 3, Status.IN_REVIEW)
    return_to_assessor(at(cast.dpo, NOW + timedelta(hours=2)), assessment_id, "Look again")
    line = page_of(cast.dpo).rows[0]
    assert (line.overall, line.gaps, line.red_lines, line.next_deadline) == (None, 0, 0, None)
    assert (line.since, line.days) == (NOW + timedelta(hours=2), 0)


def test_a_place_with_an_unlawful_room_is_kept_with_the_outcome_and_counts_once(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    for each in places[1:]:
        except_at(cast.assessor, assessment_id, each, "q_private_room", "yes")
    hand_over(cast.assessor, assessment_id)
    common = in_brief(load_workspace(cast.dpo, assessment_id).assessed)
    line = page_of(cast.dpo).rows[0]
    assert (common.overall, common.red_lines) != (Overall.RED_LINE, 1)
    assert (line.overall, line.red_lines, line.gaps) == (Overall.RED_LINE, common.red_lines + 1, common.gaps + 1)


def test_the_database_lets_nobody_change_the_result_or_the_time_beside_the_status(committed: None) -> None:
    cast = make_cast()
    assessment_id = put(cast, "Gates")
    with pytest.raises(DatabaseError, match="kept at hand-in"), scope(cast.organisation_id):
        Assessment.objects.filter(id=assessment_id).update(overall="no_gap_found")
    with scope(cast.organisation_id):
        Assessment.objects.filter(id=assessment_id).update(since=NOW - timedelta(days=9))
        assert Assessment.objects.get(id=assessment_id).since == NOW


def test_pages_follow_each_other_in_every_order_and_direction(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PER_PAGE", 2)
    for place, name in enumerate("abcde"):
        put(cast, name, place, next_deadline=TODAY + timedelta(days=place) if name != "c" else None)
    for order, expected in (
        (Order.LONGEST, ["ab", "cd", "e"]),
        (Order.NEWEST, ["ed", "cb", "a"]),
        (Order.DEADLINE, ["ab", "de"]),
    ):
        page, seen = page_of(cast.dpo, order=order), []
        assert not page.before
        while True:
            seen.append("".join(names(page)))
            if not page.after:
                break
            page = page_of(cast.dpo, order=order, turn=Turn(read_mark(page.after, order)))
        assert seen == expected
        back = []
        while page.before:
            page = page_of(cast.dpo, order=order, turn=Turn(read_mark(page.before, order), backwards=True))
            back.append("".join(names(page)))
            assert page.after
        assert back == expected[-2::-1]


def test_the_last_page_is_full_and_leads_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PER_PAGE", 2)
    for place, name in enumerate("abc"):
        put(cast, name, place)
    last = page_of(cast.dpo, turn=Turn(backwards=True))
    assert (names(last), bool(last.before), last.after) == (["b", "c"], True, "")


def test_assessments_of_one_moment_are_told_apart_by_their_keys(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PER_PAGE", 1)
    keys = sorted(put(cast, name) for name in "abc")
    page, seen = page_of(cast.dpo), []
    for _turn in keys:
        seen.append(page.rows[0].id)
        page = page_of(cast.dpo, turn=Turn(read_mark(page.after, Order.LONGEST))) if page.after else page
    assert seen == keys


def test_counting_ends_where_it_costs_more_than_it_tells(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        put(cast, name)
    page = page_of(cast.dpo)
    assert (page.found, page.counted, page.found_more) == (3, 3, False)
    monkeypatch.setattr(desk, "MOST_COUNTED", 2)
    page = page_of(cast.dpo)
    assert (page.counted, page.found_more) == (2, True)


def test_filters_tell_prohibitions_deadlines_and_ages_apart(cast: Cast) -> None:
    put(cast, "red", -60 * 24 * 100, overall="red_line", red_lines=2, gaps=3, next_deadline=TODAY - timedelta(days=1))
    put(cast, "aside", -60 * 24 * 40, overall="no_gap_found", red_lines_aside=1, next_deadline=TODAY)
    put(cast, "gaps", -60 * 24 * 8, gaps=1, next_deadline=TODAY + timedelta(days=20))
    put(cast, "late", next_deadline=TODAY + timedelta(days=31))
    put(cast, "none")
    start(cast.assessor, "draft")

    def found(condition: object) -> set[str]:
        return set(names(page_of(cast.dpo, condition)))

    assert found(by_red_lines(RedLines.SOME)) == {"red"}
    assert found(by_red_lines(RedLines.ASIDE)) == {"aside"}
    assert found(by_red_lines(RedLines.NONE)) == {"gaps", "late", "none"}
    assert found(by_deadline(Due.OVERDUE, TODAY)) == {"red"}
    assert found(by_deadline(Due.WEEK, TODAY)) == {"aside"}
    assert found(by_deadline(Due.MONTH, TODAY)) == {"aside", "gaps"}
    assert found(by_deadline(Due.LATER, TODAY)) == {"late"}
    assert found(by_deadline(Due.NONE, TODAY)) == {"none"}
    assert found(by_age(Age.WEEK, NOW)) == {"red", "aside", "gaps"}
    assert found(by_age(Age.MONTH, NOW)) == {"red", "aside"}
    assert found(by_age(Age.QUARTER, NOW)) == {"red"}
    lines = {each.deployment_name: each for each in page_of(cast.dpo).rows}
    assert lines["red"].is_overdue
    assert not lines["aside"].is_overdue
    assert (lines["red"].overall, lines["draft"].overall) == (Overall.RED_LINE, None)


def named(cast: Cast, text: str) -> list[str]:
    with scope(cast.organisation_id):
        return names(load_page(cast.dpo, by_words(on_the_desk(cast.dpo), text), Order.LONGEST, Turn()))


def test_every_word_of_a_search_begins_a_word_and_in_chinese_any_character_does(cast: Cast) -> None:
    with scope(cast.organisation_id):
        create_deployment(cast.assessor, "Visitor gates, Tower-B", "Shanghai", unit="Facilities 物业部")
        create_deployment(cast.assessor, "北门人脸闸机 Ünder", "上海")
    both = ["Visitor gates, Tower-B"], ["北门人脸闸机 Ünder"]
    for text in ("GATE", "gates, tow", "b vis", "shang", "facil", "物业", "tower-b"):
        assert named(cast, text) == both[0], text
    for text in ("人脸", "闸机", "上海 门", "ÜND", "北门人脸闸机 ünder"):
        assert named(cast, text) == both[1], text
    for text in ("ates", "gates 人脸", "100%", "_", "x" * 300):
        assert named(cast, text) == [], text
    assert len(named(cast, "  ")) == 2
    with scope(cast.organisation_id):
        Deployment.objects.filter(unit="Facilities 物业部").update(unit="Security")
    assert (named(cast, "物业"), named(cast, "secur")) == ([], both[0])


def test_words_stay_within_the_organisation_and_go_with_their_deployment(cast: Cast) -> None:
    start(cast.assessor, "Gates")
    with scope(cast.outsider.organisation_id):
        assert not DeploymentWord.objects.exists()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            DeploymentWord.objects.create(organisation_id=cast.organisation_id, deployment_id=uuid4(), word="foreign")
    with scope(cast.organisation_id):
        assert str(DeploymentWord.objects.filter(word__startswith="gates").get()) == "gates shanghai 上海"


def test_units_are_named_once_in_order_and_none_where_there_is_none(cast: Cast) -> None:
    with scope(cast.organisation_id):
        assert load_units(cast.dpo) == []
        for unit in ("b", "a", "", "b", "c"):
            create_deployment(cast.assessor, "x", unit=unit)
        assert load_units(cast.dpo) == ["a", "b", "c"]
        assert [each.unit for each in page_of(cast.dpo).rows].count("b") == 2


def test_a_mark_that_stands_for_no_line_is_none() -> None:
    for text in ("", "~", "2026-11-02~x", f"x~{uuid4()}", f"2026-11-02T10:00:00~{uuid4()}"):
        assert read_mark(text, Order.LONGEST) is None
    assert read_mark(f"2026-11-02T10:00:00~{uuid4()}", Order.DEADLINE) is None


def test_only_a_dpo_has_a_desk_and_only_of_the_own_organisation(cast: Cast) -> None:
    put(cast, "Gates")
    for other in (cast.assessor, cast.auditor):
        with pytest.raises(NotAllowed):
            on_the_desk(other)
    assert names(page_of(cast.outsider)) == []


def test_the_number_of_queries_is_the_same_for_one_and_for_many(cast: Cast) -> None:
    put(cast, "a")
    with CaptureQueriesContext(connection) as one:
        page_of(cast.dpo)
    for name in "bcdefgh":
        put(cast, name)
    with CaptureQueriesContext(connection) as many:
        assert len(page_of(cast.dpo).rows) == 8
    assert len(one) == len(many)
