"""Case files: the answers about one deployment, written by hand, with the verdicts that are expected of them.

Reading and judging the values is here; what follows from them is in `domain.engine`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from assessments.catalogues.documents import Located, read_document
from assessments.catalogues.faults import Fault, FileFaults
from assessments.catalogues.rules.cases import CaseRule
from assessments.catalogues.values import legal_values, raw_value
from assessments.domain.answers import EARLIEST_DAY, LATEST_DAY, Answer, Answers, IllegalAnswer, parse_answer
from assessments.domain.catalogue import Catalogue, ObligationKey, QuestionKey, UncertainPointKey
from assessments.domain.findings import Overall, Verdict
from assessments.domain.texts import Text

DAY, LIKE, SITUATION, EXPECT, OVERALL = "assess_date", "like", "situation", "expect", "overall"
COUNSEL = "counsel"
LONGEST_CHAIN = 20
"""Files that may build on each other."""


Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Case:
    """One case file with everything that it takes from the files it builds on."""

    as_of: date
    answers: Answers
    situation: Text | None
    expect: Mapping[ObligationKey, Verdict]
    """Verdicts that the file itself states; those of the files it builds on are not its own."""
    overall: Overall | None
    """The overall result that the file states; None where it states none."""
    counsel: tuple[UncertainPointKey, ...] = ()
    """Uncertain points on which counsel holds another view than the edition."""


def read_case(path: Path, catalogue: Catalogue) -> Case:
    """The case in the file at `path`. Raises FileFaults with every fault found."""
    files = _chain(path)
    reader = _CaseReader(catalogue)
    for file in reversed(files):
        reader.read(file)
    if reader.as_of is None and not any(each.key == DAY for each in reader.faults):
        reader.faults.append(files[0].fault(DAY, CaseRule.CASE_DAY_MISSING))
    if reader.faults or reader.as_of is None:
        raise FileFaults(tuple(sorted(set(reader.faults))))
    return Case(reader.as_of, reader.answers, reader.situation, reader.expect, reader.overall, reader.counsel)


def _chain(path: Path) -> tuple[Located, ...]:
    """The file and those it builds on, nearest first."""
    files = [read_document(path, str(path))]
    seen = {path.name}
    while (named := _entries(files[-1]).get(LIKE)) is not None:
        name = named.value
        if not isinstance(name, str) or not _stands_in(path.parent, name):
            _refuse(named, CaseRule.CASE_LIKE_ILLEGAL)
        if name in seen:
            _refuse(named, CaseRule.CASE_LIKE_CIRCLE, name=name)
        if len(seen) == LONGEST_CHAIN:
            _refuse(named, CaseRule.CASE_LIKE_TOO_LONG, limit=LONGEST_CHAIN)
        seen.add(name)
        files.append(read_document(path.parent / name, str(path.parent / name)))
    return tuple(files)


def _stands_in(folder: Path, name: str) -> bool:
    """Whether `name` is a file of the folder itself: no path and no link leads out of it."""
    if not name.isprintable() or name != Path(name).name:
        return False
    place = folder / name
    return place.is_file() and place.resolve().parent == folder.resolve()


def _entries(file: Located) -> dict[str, Located]:
    if not isinstance(file.value, dict):
        _refuse(file, CaseRule.CASE_NO_MAPPING, at="file")
    return file.value


def _refuse(node: Located, rule: CaseRule, /, *, at: str = LIKE, **values: object) -> NoReturn:
    raise FileFaults((node.fault(at, rule, **values),))


@dataclass(slots=True)
class _CaseReader:
    """Reads files one over the other; what a later file says replaces what an earlier one said."""

    catalogue: Catalogue
    faults: list[Fault] = field(default_factory=list)
    as_of: date | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    situation: Text | None = None
    expect: dict[ObligationKey, Verdict] = field(default_factory=dict)
    overall: Overall | None = None
    counsel: tuple[UncertainPointKey, ...] = ()

    def read(self, file: Located) -> None:
        """Take one file over what was read before."""
        entries = _entries(file)
        self.situation, self.expect, self.overall = None, {}, None
        for key, node in entries.items():
            match key:
                case "assess_date":
                    self._day(node)
                case "situation":
                    self._situation(node)
                case "expect":
                    self._expect(node)
                case "counsel":
                    self._counsel(node)
                case "like":
                    continue
                case _:
                    self._answer(key, node, removes=LIKE in entries)

    def _note(self, node: Located, at: str, rule: CaseRule, /, **values: object) -> None:
        self.faults.append(node.fault(at[:60], rule, **values))

    def _day(self, node: Located) -> None:
        if isinstance(node.value, date) and EARLIEST_DAY <= node.value <= LATEST_DAY:
            self.as_of = node.value
        else:
            self._note(node, DAY, CaseRule.CASE_DAY_ILLEGAL, earliest=EARLIEST_DAY, latest=LATEST_DAY)

    def _situation(self, node: Located) -> None:
        languages = node.value if isinstance(node.value, dict) else {}
        en, zh = (languages[name].value if name in languages else None for name in ("en", "zh"))
        if set(languages) == {"en", "zh"} and isinstance(en, str) and isinstance(zh, str):
            self.situation = Text(en, zh)
        else:
            self._note(node, SITUATION, CaseRule.CASE_SITUATION)

    def _expect(self, node: Located) -> None:
        if not isinstance(node.value, dict):
            self._note(node, EXPECT, CaseRule.CASE_EXPECT)
            return
        for key, found in node.value.items():
            if key == OVERALL:
                self.overall = self._word(found, key, Overall)
            elif key not in self.catalogue.obligations:
                meant = _meant(key, self.catalogue.obligations)
                self._note(found, key, CaseRule.CASE_OBLIGATION_UNKNOWN, meant=meant)
            elif (verdict := self._word(found, key, Verdict)) is not None:
                self.expect[ObligationKey(key)] = verdict

    def _counsel(self, node: Located) -> None:
        if not isinstance(node.value, tuple):
            self._note(node, COUNSEL, CaseRule.CASE_COUNSEL)
            return
        found: list[UncertainPointKey] = []
        for each in node.value:
            key = UncertainPointKey(each.value if isinstance(each.value, str) else "")
            if key not in self.catalogue.uncertain_points:
                meant = _meant(key, self.catalogue.uncertain_points)
                self._note(each, COUNSEL, CaseRule.CASE_POINT_UNKNOWN, point=key[:60], meant=meant)
            elif key in found:
                self._note(each, COUNSEL, CaseRule.CASE_POINT_TWICE, point=key)
            else:
                found.append(key)
        self.counsel = tuple(found)

    def _word(self, node: Located, key: str, words: type[Word]) -> Word | None:
        found = next((each for each in words if each.value == node.value), None)
        if found is None:
            self._note(node, key, CaseRule.CASE_WORD_UNKNOWN, words=", ".join(words))
        return found

    def _answer(self, key: str, node: Located, *, removes: bool) -> None:
        question = self.catalogue.questions.get(QuestionKey(key))
        if question is None:
            meant = _meant(key, self.catalogue.questions)
            self._note(node, key, CaseRule.CASE_QUESTION_UNKNOWN, meant=meant)
            return
        if node.value is None and removes:
            self.answers.pop(key, None)
            return
        raw = raw_value(node)
        if raw is None:
            self._note(node, key, CaseRule.CASE_ANSWER_ILLEGIBLE, legal=legal_values(question))
            return
        try:
            self.answers[key] = parse_answer(question, raw)
        except IllegalAnswer as wrong:
            legal = legal_values(question)
            self._note(node, key, CaseRule.CASE_ANSWER_ILLEGAL, value=wrong.value, problem=wrong.problem, legal=legal)


def _meant(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key[:60], list(known), n=1)
    return f"write {near[0]}, if you meant it" if near else "write one of its keys"
