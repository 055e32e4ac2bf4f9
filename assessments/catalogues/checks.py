"""Django's system check: no process starts with an edition that does not load, or is not what was published."""

from __future__ import annotations

from django.core.checks import CheckMessage, Error

from assessments import catalogues
from assessments.catalogues.faults import Fault, FileFaults
from assessments.catalogues.pins import pin_faults, record_faults


def check_editions(app_configs: object, **options: object) -> list[CheckMessage]:
    """One error for each fault that the loader or the record of published editions shows.

    What takes longer to find is left to `manage.py check_catalogue`.
    """
    found: list[CheckMessage] = []
    for key in catalogues.edition_keys():
        found.extend(Error(f"Edition {key}: {fault}", id="assessments.E001") for fault in _faults(key))
    of_record = record_faults(catalogues.EDITIONS, catalogues.edition_keys())
    found.extend(Error(str(fault), id="assessments.E001") for fault in of_record)
    return found


def _faults(key: str) -> tuple[Fault, ...]:
    try:
        catalogue = catalogues.edition(key)
    except FileFaults as problem:
        return problem.faults
    return pin_faults(catalogues.edition_folders()[key], catalogue)
