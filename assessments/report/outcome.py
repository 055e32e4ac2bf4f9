"""All findings of a revision, sorted into the report's sections and numbered: F, A, J, N."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assessments.domain.answers import Answers, NotSure
from assessments.domain.arranging import WORST_FIRST, gravity, rank
from assessments.domain.catalogue import Catalogue, ObligationKey, Question
from assessments.domain.explanations import overall_sentence
from assessments.domain.findings import Assessed, Finding, Verdict
from assessments.domain.place_words import places_sentence, whole_words
from assessments.domain.revision import RevisionContent
from assessments.report.differing import plan_differing
from assessments.report.printed import Printed, print_finding


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out, in one language."""

    words: str
    """The overall result in a few words; never a grade."""
    sentence: str
    gaps: tuple[Printed, ...]
    """Breached prohibitions first, then by severity."""
    advice: tuple[Printed, ...]
    judgement: tuple[Printed, ...]
    undetermined: tuple[Printed, ...]
    met: tuple[Printed, ...]
    excluded: tuple[Printed, ...]
    unsure: tuple[Question, ...]
    refs: dict[ObligationKey, str]
    nothing_applies: bool

    @property
    def red_lines(self) -> tuple[Printed, ...]:
        """Prohibitions that are not met."""
        return tuple(each for each in self.gaps if each.finding.is_red_line)

    @property
    def red_lines_aside(self) -> tuple[Printed, ...]:
        """Prohibitions that by the edition's reading are not met, left to a person because counsel disagrees."""
        return tuple(each for each in self.judgement if each.finding.is_red_line_set_aside)

    @property
    def differing(self) -> tuple[Printed, ...]:
        """Verdicts with which the reviewer disagrees."""
        return tuple(each for each in (*self.applying, *self.excluded) if each.differing)

    @property
    def applying(self) -> tuple[Printed, ...]:
        """Everything but what does not apply."""
        return self.numbered + self.met

    @property
    def numbered(self) -> tuple[Printed, ...]:
        """Findings that the report refers to by number."""
        return self.gaps + self.advice + self.judgement + self.undetermined


def sort_outcome(content: RevisionContent, answers: Answers, catalogue: Catalogue, language: str) -> Outcome:
    """The common findings of one revision in one language, beside counsel's views; the result takes in all places."""
    assessed, views, places = content.assessed, content.counsel, content.places
    groups = _groups(assessed)
    refs = {
        finding.obligation: f"{letter}{place}"
        for letter in "FAJN"
        for place, finding in enumerate(groups[letter], start=1)
    }
    differing = plan_differing(content.reviewer_views, language)

    def draw(finding: Finding) -> Printed:
        one = print_finding(finding, refs.get(finding.obligation, ""), catalogue, language, views)
        return replace(one, differing=differing.get(finding.obligation))

    printed = {letter: tuple(draw(each) for each in found) for letter, found in groups.items()}
    nothing = not any(found for letter, found in groups.items() if letter != "excluded")
    return Outcome(
        words=whole_words(assessed, places, language),
        sentence=overall_sentence(assessed, catalogue, language) + places_sentence(assessed, places, language),
        gaps=printed["F"],
        advice=printed["A"],
        judgement=printed["J"],
        undetermined=printed["N"],
        met=printed["met"],
        excluded=printed["excluded"],
        unsure=tuple(_unsure(answers, catalogue)),
        refs=refs,
        nothing_applies=nothing,
    )


def _groups(assessed: Assessed) -> dict[str, list[Finding]]:
    found = assessed.findings
    return {
        "F": sorted((each for each in found if each.is_gap), key=gravity),
        "A": [each for each in found if each.is_unheeded_advice],
        "J": sorted(_with(found, Verdict.NEEDS_JUDGEMENT), key=_aside_first),
        "N": _with(found, Verdict.UNDETERMINED),
        "met": _with(found, Verdict.MET),
        "excluded": _with(found, Verdict.NOT_APPLICABLE),
    }


def _aside_first(finding: Finding) -> tuple[bool, int]:
    """Prohibitions that counsel's view set aside, then what else it left to a person, gravest first, then the rest."""
    ours = finding.by_our_reading
    return not finding.is_red_line_set_aside, WORST_FIRST.index(ours) if ours else len(WORST_FIRST)


def _with(findings: Iterable[Finding], verdict: Verdict) -> list[Finding]:
    return sorted((each for each in findings if each.verdict is verdict), key=lambda each: rank(each.severity))


def _unsure(answers: Answers, catalogue: Catalogue) -> Iterable[Question]:
    return (each for key, each in catalogue.questions.items() if answers.get(str(key)) is NotSure.NOT_SURE)
