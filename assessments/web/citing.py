"""Citations as pages show them: words in the page's language, our paraphrase, address of the official text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue, Provision, Question
from assessments.domain.explanations import cite


@dataclass(frozen=True, slots=True)
class Citation:
    """One provision as a page shows it."""

    words: str
    """ "Measures art. 13(1)"."""
    title: str
    """Title of the instrument in full."""
    paraphrase: str
    """What the provision asks, in our words; empty where the edition has no note on it."""
    address: str
    """Address of the official text; empty where none was confirmed."""


def cite_all(provisions: Iterable[Provision], catalogue: Catalogue, language: str) -> tuple[Citation, ...]:
    """Citations in the order given."""
    return tuple(_cite(provision, catalogue, language) for provision in provisions)


def cite_in_one(provisions: Iterable[Provision], catalogue: Catalogue, language: str) -> str:
    """All provisions in one line."""
    mark = "；" if language.startswith("zh") else "; "
    return mark.join(cite(provision, catalogue, language) for provision in provisions)


def anchor_of(question: Question) -> str:
    """Id of a question on its page: "q-5-10"."""
    return "q-" + question.number.replace(".", "-")


def _cite(provision: Provision, catalogue: Catalogue, language: str) -> Citation:
    source = catalogue.sources[provision.source]
    notes = (note.text for note in catalogue.notes_on_provisions if note.provision == provision)
    note = next(notes, None)
    return Citation(
        words=cite(provision, catalogue, language),
        title=source.title.in_language(language),
        paraphrase=note.in_language(language) if note else "",
        address=source.address,
    )
