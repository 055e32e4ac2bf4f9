"""changes.yaml: what an edition declares to have changed, read strictly and checked against what really differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assessments.catalogues.documents import Located, read_document
from assessments.catalogues.faults import Fault
from assessments.catalogues.fields import Fields
from assessments.catalogues.parts import Reading
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
            one.note("key", "is declared twice; keep one declaration")
        declared[change.key] = change
    return EditionChanges(top.string("base"), declared)


def _choices(one: Fields) -> Iterator[tuple[str, str]]:
    for old, node in one.entries("choices"):
        if isinstance(node.value, str):
            yield old, node.value
        else:
            one.faults.append(node.fault(f"{one.key}.choices", "must map the old key of a choice to its new key"))


def check_base(folder: Path, catalogue: Catalogue, older: Sequence[str]) -> tuple[Fault, ...]:
    """Whether the edition names an edition before it as its base; `older` are their keys, oldest first."""
    if catalogue.changes is None:
        if not older:
            return ()
        line = f"add it with base: {older[-1]} and every change against that edition"
        return (Fault(FILE, 0, "file", f"is missing; only the oldest edition has none: {line}"),)
    if catalogue.changes.base in older:
        return ()
    place = read_document(folder / FILE, FILE)
    named = place.value["base"] if isinstance(place.value, dict) else place
    earlier = f"name one of: {', '.join(older)}" if older else "this is the oldest edition: remove the file"
    return (named.fault("base", f"names {catalogue.changes.base}, which is no earlier edition; {earlier}"),)


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
                yield self.file.fault(key, _undeclared(difference))
        for change in self.declared.values():
            yield from self._declaration(change)

    def _at(self, key: str, message: str) -> Fault:
        return self.lines[key].fault(key, message)

    def _declaration(self, change: DeclaredChange) -> Iterator[Fault]:
        key, difference = change.key, self.found.get(change.key)
        if difference is None:
            known = key in items_of(self.edition)
            what = "did not change" if known else "is no question, obligation, fact or deadline of either edition"
            yield self._at(key, f"{what}; remove the declaration")
            return
        if change.change not in _FITS[difference.least]:
            allowed = " or ".join(_FITS[difference.least])
            why = _what(difference)
            yield self._at(key, f"is declared as {change.change}, but {why}; declare {allowed}")
            return
        yield from self._mapping(change, difference)
        yield from self._parts(change, difference)

    def _mapping(self, change: DeclaredChange, difference: Difference) -> Iterator[Fault]:
        if change.choices and (change.change is not ChangeClass.CHOICES or difference.kind_changed):
            yield self._at(change.key, "maps choices, though none can be carried over; remove choices")
            return
        for old, new in change.choices.items():
            if old not in difference.removed_choices:
                yield self._at(change.key, f"maps the choice {old}, which was not removed; take it out of choices")
            elif new not in {str(each.key) for each in self.edition.questions[QuestionKey(change.key)].choices}:
                yield self._at(change.key, f"maps {old} to the choice {new}, which does not exist; name one that does")

    def _parts(self, change: DeclaredChange, difference: Difference) -> Iterator[Fault]:
        if change.change is not ChangeClass.SPLIT:
            if change.into:
                yield self._at(change.key, "names into, which only a split has; remove it or declare split")
            return
        if difference.item not in (Item.QUESTION, Item.OBLIGATION):
            yield self._at(change.key, f"is a {difference.item} and cannot be split; declare removed")
        elif len(set(change.into)) < 2:
            yield self._at(change.key, "is split and needs at least two keys under into")
        items = items_of(self.edition)
        for each in change.into:
            if items.get(each) is not difference.item:
                yield self._at(change.key, f"is split into {each}, which is no {difference.item} of this edition")

    def _tombstones(self) -> Iterator[Fault]:
        """Keys are unique for ever: what was removed, or stood for something else, does not come back."""
        before, after = items_of(self.base), items_of(self.edition)
        for key, item in after.items():
            gone = [each for each in self.earlier if key in items_of(each)] if key not in before else []
            if gone:
                yield self._reused(key, f"was removed after edition {gone[-1].key} and must not come back")
            elif before.get(key, item) is not item:
                yield self._reused(key, f"was a {before[key]} and must not become a {item}")
        for question in self.base.questions.keys() & self.edition.questions.keys():
            was, now = (_choice_keys(each, question) for each in (self.base, self.edition))
            older = {choice for each in self.earlier for choice in _choice_keys(each, question)}
            for choice in sorted((now - was) & older):
                yield self._reused(question, f"has the choice {choice} again, which was removed before")

    def _reused(self, key: str, message: str) -> Fault:
        return self.lines.get(key, self.file).fault(key, f"{message}; choose another key")


def _choice_keys(catalogue: Catalogue, key: QuestionKey) -> set[str]:
    question = catalogue.questions.get(key)
    return {str(each.key) for each in question.choices} if question else set()


def _undeclared(difference: Difference) -> str:
    line = f"add {{key: {difference.key}, class: {difference.least}, why: {{en: …, zh: …}}}}"
    match difference.least:
        case ChangeClass.WORDING:
            counts = "changed its texts, which is not declared and would count as a change of meaning"
            return f"{counts}; {line} if it still means the same, else class: meaning"
        case ChangeClass.MEANING:
            said = "changed in what it decides"
        case ChangeClass.CHOICES:
            said = "changed its choices or its kind"
        case least:
            said = f"is {least}"
    return f"{said}, which is not declared; {line}"


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
