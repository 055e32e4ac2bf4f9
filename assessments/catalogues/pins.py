"""The digests of the published editions, on record beside them: a published edition never changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from assessments.catalogues.documents import Located, read_document
from assessments.catalogues.faults import Fault, FileFaults
from assessments.catalogues.rules.pins import PinRule
from assessments.domain.catalogue import Catalogue

FILE = "published.yaml"
_DIGEST = re.compile("[0-9a-f]{64}")


def read_pins(place: Path) -> Mapping[str, Located]:
    """The digest on record for each edition in the folder `place`. Raises FileFaults."""
    if not (place / FILE).exists():
        return {}
    found = read_document(place / FILE, FILE)
    if not isinstance(found.value, dict):
        raise FileFaults((found.fault("file", PinRule.RECORD_NO_MAPPING),))
    return found.value


def pin_faults(folder: Path, catalogue: Catalogue) -> tuple[Fault, ...]:
    """Whether the edition that was read from `folder` is still what was published."""
    try:
        return tuple(_check(catalogue, read_pins(folder.parent)))
    except FileFaults:  # a fault of the record, not of the edition
        return ()


def record_faults(place: Path, editions: Iterable[str]) -> tuple[Fault, ...]:
    """Digests on record for editions that are not there, or a record that cannot be read."""
    known = set(editions)
    try:
        pins = read_pins(place)
    except FileFaults as problem:
        return problem.faults
    return tuple(pin.fault(key, PinRule.PIN_WITHOUT_EDITION) for key, pin in pins.items() if key not in known)


def _check(catalogue: Catalogue, pins: Mapping[str, Located]) -> Iterator[Fault]:
    key, digest = catalogue.key, catalogue.digest
    pin = pins.get(key)
    if pin is None:
        if catalogue.published:
            yield Located(None, FILE, 0).fault(key, PinRule.EDITION_UNPINNED, edition=key, digest=digest)
    elif not isinstance(pin.value, str) or not _DIGEST.fullmatch(pin.value):
        yield pin.fault(key, PinRule.PIN_ILLEGIBLE)
    elif pin.value != digest:
        yield pin.fault(key, PinRule.EDITION_CHANGED, digest=digest)
    elif not catalogue.published:
        yield pin.fault(key, PinRule.PIN_OF_DRAFT)
