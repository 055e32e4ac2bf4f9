"""The glyph gate: which characters are refused, and that the refusal names the place in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments.catalogues import current_edition
from assessments.domain.counsel import CounselView
from assessments.domain.reviewing import ReviewerView
from assessments.domain.revision import RevisionContent
from assessments.report.glyphs import FONT_FILES, RARE, MissingGlyph, can_draw, code_points
from assessments.report.printable import check_printable, find_unprintable, is_unprintable
from tests.report.samples import printed, sample, with_places, with_plan

EMOJI = "😀"
UNKNOWN = "\U0002a6d6"
"""𪛖, the last of its block: in no font of ours."""


@pytest.mark.parametrize("character", list("𠮷䶮㛃龘𤧟𣏌𡋾𬱖骨㑇𫖯𬭚→é"))
def test_rare_characters_of_names_are_printed(character: str) -> None:
    assert not is_unprintable(character)
    assert can_draw(character)


@pytest.mark.parametrize("character", [EMOJI, UNKNOWN, "ก", "한", "א"])
def test_what_can_be_seen_and_has_no_glyph_is_refused(character: str) -> None:
    assert is_unprintable(character)


@pytest.mark.parametrize("character", list("\u202e\u200b\u0327\ufe0f\u00ad\u3000\u2003\ue000 \n\t"))
def test_what_cannot_be_seen_is_named_and_not_refused(character: str) -> None:
    assert not is_unprintable(character)


def test_both_weights_hold_the_same_and_the_second_font_nothing_that_the_first_has() -> None:
    regular, rare = ([code_points(file) for file in files] for files in FONT_FILES.values())
    assert regular[0] == regular[1]
    assert rare[0] == rare[1]
    assert not regular[0] & rare[0]
    assert all(file.stat().st_size < 1_000_000 for file in FONT_FILES[RARE])


def _everywhere(words: str) -> dict[str, RevisionContent]:
    """The same revision with `words` in one place each, by the place as a sentence names it."""
    content = with_plan(sample("g-03"))
    first, point = content.answers[0], next(iter(current_edition().uncertain_points))
    finding = content.assessed.findings[0]
    number, title = current_edition().questions[first.question].number, current_edition().obligations
    counsel = CounselView(point, "Law firm", content.as_of, f"view {words}", "reason", "周敏", content.frozen_at)
    view = ReviewerView(finding.obligation, finding.verdict, False, words, "陈远", content.frozen_at)
    places = with_places()
    here = (replace(places.places[1], address=words), *places.places[2:])
    there = replace(places.places[1].exceptions[0], made_by=words)
    asked = current_edition().questions[there.question].number
    given, attested, moved = content.answers, content.attestations, content.review
    return {
        "the name of the organisation": replace(content, organisation=replace(content.organisation, name=words)),
        "the description of the deployment": replace(content, deployment=replace(content.deployment, place=words)),
        f"the answer to question {number}": replace(content, answers=(replace(first, value=words), *given[1:])),
        "the name of a person": replace(content, attestations=(replace(attested[0], person_name=words),)),
        "a message of the review": replace(content, review=(replace(moved[0], comment=words),)),
        f"counsel’s view on uncertain point {point}": replace(content, counsel=(counsel,)),
        f"the reviewer’s view on “{title[finding.obligation].title.en}”": replace(content, reviewer_views=(view,)),
        "the reason why one person does both": replace(content, sole_person_reason=words),
        f"the description of a document for question {number}": replace(
            content, evidence=(replace(content.evidence[1], holder=words),)
        ),
        "the description of a place": replace(places, places=here),
        f"the answer to question {asked}": replace(places, places=(replace(places.places[1], exceptions=(there,)),)),
        "what is on record about an action": replace(content, actions=(replace(content.actions[0], note=words),)),
    }


def test_every_place_where_people_write_is_looked_at_and_named() -> None:
    for where, content in _everywhere(f"x{EMOJI}{EMOJI}y").items():
        found = find_unprintable(content, current_edition())
        assert [(each.character, each.code, each.where.en) for each in found] == [(EMOJI, "U+1F600", where)]
    for content in _everywhere("𠮷 \u202e fine").values():
        check_printable(content, current_edition())


def test_the_report_is_refused_with_character_and_question_in_both_languages_before_it_is_laid_out() -> None:
    content = sample("g-03")
    first = content.answers[0]
    broken = replace(content, answers=(replace(first, value=f"a{UNKNOWN}"), *content.answers[1:]))
    number = current_edition().questions[first.question].number
    with pytest.raises(MissingGlyph) as refused:
        printed(broken)
    assert str(refused.value) == (
        f"no glyph for “{UNKNOWN}” (U+2A6D6) in the answer to question {number}；"
        f"第{number}题的回答含有字体中没有的字符“{UNKNOWN}” (U+2A6D6)"
    )
