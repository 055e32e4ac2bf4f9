"""The drawing of the route: valid XML, each question once, each arrow with both ends, the same every time."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.catalogues.line_breaking import width_of, wrapped
from assessments.catalogues.route_drawing import draw_route
from assessments.catalogues.route_layout import RowKind, lay_out_route
from assessments.domain.catalogue import Catalogue
from assessments.domain.conditions import FactHolds
from assessments.domain.reading import conditions_in
from assessments.domain.texts import LANGUAGES
from tests.small import KIND, USE, load, put, text

SVG = "{http://www.w3.org/2000/svg}"


def drawn(catalogue: Catalogue, language: str = "en") -> Element:
    """The drawing, read back."""
    return fromstring(draw_route(catalogue, language))  # noqa: S314  our own drawing


def groups(root: Element, kind: str) -> list[str]:
    """Keys of the drawn questions or facts, in order."""
    name = "data-fact" if kind == "fact" else "data-question"
    return [str(each.get(name)) for each in root.iter(f"{SVG}g") if each.get("class") == kind]


def arrows(root: Element) -> list[tuple[str, str]]:
    """Numbers of the questions at both ends of each arrow."""
    paths = (each for each in root.iter(f"{SVG}path") if each.get("data-from") is not None)
    return [(str(each.get("data-from")), str(each.get("data-to"))) for each in paths]


def openings(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Each placement with each question that its condition reads itself."""
    number = {str(key): question.number for key, question in catalogue.questions.items()}
    return [
        (number[read], number[placement.question])
        for step in catalogue.steps
        for placement in step.placements
        for read in {part.question for part in conditions_in(placement.shown_if) if not isinstance(part, FactHolds)}
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_and_each_fact_is_drawn_once_and_in_order(language: str) -> None:
    catalogue = current_edition()
    root = drawn(catalogue, language)
    assert groups(root, "question") == list(catalogue.questions)
    assert sorted(groups(root, "fact")) == sorted(catalogue.facts)
    again = [each.question for step in catalogue.steps for each in step.placements if not each.is_home]
    assert groups(root, "again") == again


def test_there_is_an_arrow_for_each_answer_that_opens_a_question() -> None:
    catalogue = current_edition()
    found = arrows(drawn(catalogue))
    assert sorted(found) == sorted(openings(catalogue))
    assert len(found) > 20
    numbers = {question.number for question in catalogue.questions.values()}
    assert {end for arrow in found for end in arrow} <= numbers


def test_arrows_that_would_cover_each_other_run_in_lanes_of_their_own() -> None:
    layout = lay_out_route(current_edition(), "en")
    for one in layout.arrows:
        for other in layout.arrows:
            apart = one.opener.middle > other.opened.middle or other.opener.middle > one.opened.middle
            assert one.opener.key == other.opener.key or one.lane != other.lane or apart
    assert {each.lane for each in layout.arrows} == set(range(layout.lanes))


def test_rows_stand_below_each_other_without_touching() -> None:
    layout = lay_out_route(current_edition(), "zh-hans")
    for above, below in zip(layout.rows, layout.rows[1:], strict=False):
        assert above.top + above.height == below.top
    assert layout.rows[-1].top + layout.rows[-1].height == layout.height


def test_a_fact_stands_after_the_last_question_that_it_reads(small: Catalogue) -> None:
    rows = lay_out_route(small, "en").rows
    order = [row.key for row in rows if row.kind in (RowKind.QUESTION, RowKind.FACT)]
    assert order == ["q_kind", "IN_SCOPE", "q_use", "q_sure", "q_count", "LARGE", "LARGE_IN_SCOPE", "q_cite", "q_day"]


def test_the_longest_key_of_a_fact_does_not_run_into_its_words() -> None:
    root = drawn(current_edition())
    for group in (each for each in root.iter(f"{SVG}g") if each.get("class") == "fact"):
        key, words, *_ = group.iter(f"{SVG}text")
        assert float(key.get("x", 0)) + 9 * len(key.text or "") < float(words.get("x", 0))


def test_a_fact_that_reads_no_question_stands_after_the_first(tmp_path: Path) -> None:
    catalogue = load(tmp_path, put({"before": {"as_of": {"deadline": "D1"}}}, "facts", "facts", 0, "condition"),
                     put({"is": {"q_sure": "yes"}}, "steps/02-second", "questions", 2, "shown_if"))  # fmt: skip
    facts = [row for row in lay_out_route(catalogue, "en").rows if row.kind is RowKind.FACT]
    assert (facts[0].key, facts[0].reads) == ("LARGE", ())


def test_gates_are_marked_and_explained() -> None:
    catalogue = current_edition()
    root = drawn(catalogue)
    marked = [each for each in root.iter(f"{SVG}g") if each.find(f"{SVG}rect[@class='box gate']") is not None]
    assert [each.get("data-question") for each in marked] == [
        key for key in catalogue.questions if key in catalogue.gates
    ]
    assert "Gate: scope stays open while unknown" in "".join(root.itertext())


@pytest.mark.parametrize(("language", "words"), [("en", "depends on"), ("zh-hans", "取决于")])
def test_it_speaks_to_a_screen_reader_in_its_language(language: str, words: str) -> None:
    root = drawn(current_edition(), language)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert str(len(current_edition().questions)) in (description.text or "")
    assert root.get("lang") == ("zh-Hans" if language == "zh-hans" else "en")
    assert words in "".join(root.itertext())


def test_it_holds_no_script_style_or_address() -> None:
    root = drawn(current_edition())
    assert {each.tag.removeprefix(SVG) for each in root.iter()} == {
        "svg", "title", "desc", "rect", "g", "text", "path",
    }  # fmt: skip
    names = {name for each in root.iter() for name in each.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on") or "href" in name}


def test_it_is_the_same_every_time() -> None:
    assert draw_route(current_edition(), "en") == draw_route(current_edition(), "en")


def test_texts_of_the_edition_are_escaped(tmp_path: Path) -> None:
    asked = '<script>x</script> & "more"'
    root = drawn(load(tmp_path, put(text(asked, "是否<b>"), *KIND, "text")))
    assert asked in [each.text for each in root.iter(f"{SVG}text")]


def test_without_follow_ups_there_is_no_arrow(tmp_path: Path) -> None:
    steady = [put(True, "steps/02-second", "questions", number, "shown_if") for number in range(3)]
    catalogue = load(tmp_path, *steady, put([], "steps/02-second", "again"), put("x", *USE, "choices", 0, "en"))
    assert lay_out_route(catalogue, "en").lanes == 0
    assert arrows(drawn(catalogue)) == []


WORDS = st.text(st.sampled_from("abc de 人脸，。（识别"), min_size=1, max_size=80)


@given(WORDS)
def test_lines_lose_nothing_but_spaces(words: str) -> None:
    lines = wrapped(words, 90, 10)
    assert "".join("".join(lines).split()) == "".join(words.split())


def test_lines_fit_and_no_mark_begins_one() -> None:
    lines = wrapped("人脸识别技术的应用，应当具有特定的目的。", 90, 10)
    assert lines == ["人脸识别技术的应", "用，应当具有特定的", "目的。"]
    assert all(width_of(line, 10) <= 90 for line in lines)
    assert wrapped("A face may be used only here", 60, 10) == ["A face may", "be used", "only here"]
