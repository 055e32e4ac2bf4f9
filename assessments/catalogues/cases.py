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
        reader.faults.append(files[0].fault(DAY, f"is missing; add a line such as {DAY}: 2026-11-02"))
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
            _refuse(named, "must be the name of a case file in the same folder")
        if name in seen:
            _refuse(named, f"names {name}, which builds on this file")
        if len(seen) == LONGEST_CHAIN:
            _refuse(named, f"makes more than {LONGEST_CHAIN} files build on each other")
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
        _refuse(file, "must be a mapping of questions to answers", "file")
    return file.value


def _refuse(node: Located, message: str, key: str = LIKE) -> NoReturn:
    raise FileFaults((node.fault(key, message),))


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

    def _note(self, node: Located, key: str, message: str) -> None:
        self.faults.append(node.fault(key[:60], message))

    def _day(self, node: Located) -> None:
        if isinstance(node.value, date) and EARLIEST_DAY <= node.value <= LATEST_DAY:
            self.as_of = node.value
        else:
            self._note(node, DAY, f"must be a date from {EARLIEST_DAY} to {LATEST_DAY}, such as 2026-11-02")

    def _situation(self, node: Located) -> None:
        languages = node.value if isinstance(node.value, dict) else {}
        en, zh = (languages[name].value if name in languages else None for name in ("en", "zh"))
        if set(languages) == {"en", "zh"} and isinstance(en, str) and isinstance(zh, str):
            self.situation = Text(en, zh)
        else:
            self._note(node, SITUATION, "must be {en: …, zh: …} with a text in both languages")

    def _expect(self, node: Located) -> None:
        if not isinstance(node.value, dict):
            self._note(node, EXPECT, "must be a mapping of obligations to verdicts")
            return
        for key, found in node.value.items():
            if key == OVERALL:
                self.overall = self._word(found, key, Overall)
            elif key not in self.catalogue.obligations:
                meant = _meant(key, self.catalogue.obligations)
                self._note(found, key, f"is not an obligation of this edition{meant}")
            elif (verdict := self._word(found, key, Verdict)) is not None:
                self.expect[ObligationKey(key)] = verdict

    def _counsel(self, node: Located) -> None:
        if not isinstance(node.value, tuple):
            self._note(node, COUNSEL, "must be a list of uncertain points, such as [U9]")
            return
        found: list[UncertainPointKey] = []
        for each in node.value:
            key = UncertainPointKey(each.value if isinstance(each.value, str) else "")
            if key not in self.catalogue.uncertain_points:
                meant = _meant(key, self.catalogue.uncertain_points)
                self._note(each, COUNSEL, f'"{key[:60]}" is not an uncertain point of this edition{meant}')
            elif key in found:
                self._note(each, COUNSEL, f"names {key} twice")
            else:
                found.append(key)
        self.counsel = tuple(found)

    def _word(self, node: Located, key: str, words: type[Word]) -> Word | None:
        found = next((each for each in words if each.value == node.value), None)
        if found is None:
            self._note(node, key, f"must be one of: {', '.join(words)}")
        return found

    def _answer(self, key: str, node: Located, *, removes: bool) -> None:
        question = self.catalogue.questions.get(QuestionKey(key))
        if question is None:
            self._note(node, key, f"is not a question of this edition{_meant(key, self.catalogue.questions)}")
            return
        if node.value is None and removes:
            self.answers.pop(key, None)
            return
        raw = raw_value(node)
        if raw is None:
            self._note(node, key, f"has no answer that can be read; write {legal_values(question)}")
            return
        try:
            self.answers[key] = parse_answer(question, raw)
        except IllegalAnswer as wrong:
            self._note(node, key, f'"{wrong.value}" {wrong.problem}; write {legal_values(question)}')


def _meant(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key[:60], list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
