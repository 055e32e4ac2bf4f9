"""changes.yaml: what an edition declares to have changed, read strictly and checked against what really differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assessments.catalogues.documents import Located, read_document
from assessments.catalogues.faults import Fault
from assessments.catalogues.fields import Fields
from assessments.catalogues.parts import Reading
from assessments.catalogues.rules.changes import ChangeRule
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.changes import Difference, Item, compare_editions, items_of
from assessments.domain.declarations import ChangeClass, DeclaredChange, EditionChanges

FILE = "changes.yaml"
_FITS: dict[ChangeClass, tuple[ChangeClass, ...]] = {
    ChangeClass.WORDING: (ChangeClass.WORDING, ChangeClass.MEANING),
    ChangeClass.MEANING: (ChangeClass.MEANING,),
    ChangeClass.CHOICES: (ChangeClass.CHOICES,),
    ChangeClass.REMOVED: (ChangeClass.REMOVED, ChangeClass.SPLIT),
    ChangeClass.NEW: (ChangeClass.NEW,),
}
"""What may be declared where the structure allows no milder class than this."""


def read_changes(top: Fields, reading: Reading) -> EditionChanges:
    """The declared changes as they stand."""
    declared: dict[str, DeclaredChange] = {}
    for node in top.nodes("changes"):
        one = Fields(node, reading.faults, reading.parameters)
        change = DeclaredChange(
            key=one.name(),
            change=one.word("class", ChangeClass),
            why=one.text("why"),
            choices=dict(_choices(one)),
            into=one.strings("into"),
        )
        one.finish()
        if change.key in declared:
            one.note("key", ChangeRule.CHANGE_TWICE)
        declared[change.key] = change
    return EditionChanges(top.string("base"), declared)


def _choices(one: Fields) -> Iterator[tuple[str, str]]:
    for old, node in one.entries("choices"):
        if isinstance(node.value, str):
            yield old, node.value
        else:
            one.faults.append(node.fault(f"{one.key}.choices", ChangeRule.MAPPING_ILLEGIBLE))


def check_base(folder: Path, catalogue: Catalogue, older: Sequence[str]) -> tuple[Fault, ...]:
    """Whether the edition names an edition before it as its base; `older` are their keys, oldest first."""
    if catalogue.changes is None:
        if not older:
            return ()
        return (Fault.of(FILE, 0, "file", ChangeRule.CHANGES_MISSING, base=older[-1]),)
    if catalogue.changes.base in older:
        return ()
    place = read_document(folder / FILE, FILE)
    named = place.value["base"] if isinstance(place.value, dict) else place
    rule = ChangeRule.BASE_UNKNOWN if older else ChangeRule.BASE_OF_THE_OLDEST
    return (named.fault("base", rule, base=catalogue.changes.base, older=", ".join(older)),)


def check_changes(folder: Path, lineage: Sequence[Catalogue]) -> tuple[Fault, ...]:
    """Faults of the declarations of the last edition in `lineage`, whose base stands before it, and so on back."""
    return tuple(sorted(_Declarations(read_document(folder / FILE, FILE), lineage).faults()))


class _Declarations:
    """The declarations of one edition beside what the comparison found."""

    def __init__(self, file: Located, lineage: Sequence[Catalogue]) -> None:
        *self.earlier, self.base, self.edition = lineage
        self.found = compare_editions(self.base, self.edition)
        self.declared: Mapping[str, DeclaredChange] = self.edition.changes.declared if self.edition.changes else {}
        self.file = file
        self.lines = _lines(file)

    def faults(self) -> Iterator[Fault]:
        """Every fault."""
        yield from self._tombstones()
        for key, difference in self.found.items():
            if key not in self.declared:
                yield _undeclared(self.file, difference)
        for change in self.declared.values():
            yield from self._declaration(change)

    def _at(self, key: str, rule: ChangeRule, /, **values: object) -> Fault:
        return self.lines[key].fault(key, rule, **values)

    def _declaration(self, change: DeclaredChange) -> Iterator[Fault]:
        key, difference = change.key, self.found.get(change.key)
        if difference is None:
            known = key in items_of(self.edition)
            yield self._at(key, ChangeRule.CHANGE_IMAGINED if known else ChangeRule.CHANGE_OF_NOTHING)
            return
        if change.change not in _FITS[difference.least]:
            allowed = " or ".join(_FITS[difference.least])
            why, rule = _what(difference), ChangeRule.CHANGE_MISDECLARED
            yield self._at(key, rule, declared=change.change, why=why, allowed=allowed)
            return
        yield from self._mapping(change, difference)
        yield from self._parts(change, difference)

    def _mapping(self, change: DeclaredChange, difference: Difference) -> Iterator[Fault]:
        if change.choices and (change.change is not ChangeClass.CHOICES or difference.kind_changed):
            yield self._at(change.key, ChangeRule.MAPPING_IN_VAIN)
            return
        for old, new in change.choices.items():
            if old not in difference.removed_choices:
                yield self._at(change.key, ChangeRule.MAPPING_OF_KEPT, choice=old)
            elif new not in {str(each.key) for each in self.edition.questions[QuestionKey(change.key)].choices}:
                yield self._at(change.key, ChangeRule.MAPPING_TO_NOTHING, old=old, new=new)

    def _parts(self, change: DeclaredChange, difference: Difference) -> Iterator[Fault]:
        if change.change is not ChangeClass.SPLIT:
            if change.into:
                yield self._at(change.key, ChangeRule.SPLIT_IN_VAIN)
            return
        if difference.item not in (Item.QUESTION, Item.OBLIGATION):
            yield self._at(change.key, ChangeRule.SPLIT_IMPOSSIBLE, kind=difference.item)
        elif len(set(change.into)) < 2:
            yield self._at(change.key, ChangeRule.SPLIT_TOO_FEW)
        items = items_of(self.edition)
        for each in change.into:
            if items.get(each) is not difference.item:
                yield self._at(change.key, ChangeRule.SPLIT_UNKNOWN, part=each, kind=difference.item)

    def _tombstones(self) -> Iterator[Fault]:
        """Keys are unique for ever: what was removed, or stood for something else, does not come back."""
        before, after = items_of(self.base), items_of(self.edition)
        for key, item in after.items():
            gone = [each for each in self.earlier if key in items_of(each)] if key not in before else []
            if gone:
                yield self._reused(key, ChangeRule.KEY_CAME_BACK, edition=gone[-1].key)
            elif before.get(key, item) is not item:
                yield self._reused(key, ChangeRule.KEY_CHANGED_KIND, was=before[key], now=item)
        for question in self.base.questions.keys() & self.edition.questions.keys():
            was, now = (_choice_keys(each, question) for each in (self.base, self.edition))
            older = {choice for each in self.earlier for choice in _choice_keys(each, question)}
            for choice in sorted((now - was) & older):
                yield self._reused(question, ChangeRule.CHOICE_CAME_BACK, choice=choice)

    def _reused(self, key: str, rule: ChangeRule, /, **values: object) -> Fault:
        return self.lines.get(key, self.file).fault(key, rule, **values)


def _choice_keys(catalogue: Catalogue, key: QuestionKey) -> set[str]:
    question = catalogue.questions.get(key)
    return {str(each.key) for each in question.choices} if question else set()


def _undeclared(file: Located, difference: Difference) -> Fault:
    line = f"{{key: {difference.key}, class: {difference.least}, why: {{en: …, zh: …}}}}"
    match difference.least:
        case ChangeClass.WORDING:
            return file.fault(difference.key, ChangeRule.WORDING_UNDECLARED, line=line)
        case ChangeClass.MEANING:
            said = "changed in what it decides"
        case ChangeClass.CHOICES:
            said = "changed its choices or its kind"
        case least:
            said = f"is {least}"
    return file.fault(difference.key, ChangeRule.CHANGE_UNDECLARED, said=said, line=line)


def _what(difference: Difference) -> str:
    if difference.kind_changed:
        return "its kind of answer changed"
    return {
        ChangeClass.CHOICES: "its choices are not the same",
        ChangeClass.MEANING: "what it decides changed",
        ChangeClass.WORDING: "only texts differ",
        ChangeClass.REMOVED: "it is gone",
        ChangeClass.NEW: "the base does not have it",
    }[difference.least]


def _lines(file: Located) -> dict[str, Located]:
    """Where each declaration stands. The file has been read before, so it has the right form."""
    listed = file.value["changes"].value if isinstance(file.value, dict) and "changes" in file.value else ()
    nodes = listed if isinstance(listed, tuple) else ()
    return {str(node.value["key"].value): node for node in nodes if isinstance(node.value, dict)}
