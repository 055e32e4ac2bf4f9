"""Evidence: what endings of names stand for, and when evidence runs out."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.domain.evidence import FILE_TYPES, Expiry, expiry_of, file_type_of

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("plan.pdf", "pdf"),
        ("照片.JPEG", "jpeg"),
        ("a.b.Docx", "docx"),
        ("plan.svg", ""),
        ("plan.html", ""),
        ("plan.docm", ""),
        ("plan.pdf.exe", ""),
        ("pdf", ""),
        (".pdf", ""),
        ("plan.", ""),
        ("", ""),
    ],
)
def test_the_ending_says_what_a_file_claims_to_be(name: str, key: str) -> None:
    found = file_type_of(name)
    assert (found.key if found else "") == key


def test_no_ending_stands_for_two_kinds() -> None:
    endings = [each for one in FILE_TYPES for each in one.extensions]
    assert len(endings) == len(set(endings))
    assert not {"svg", "html", "htm", "docm", "xlsm", "zip"} & set(endings)


@pytest.mark.parametrize(
    ("last_day", "state"),
    [
        (None, Expiry.OPEN),
        (date(2026, 12, 3), Expiry.OPEN),
        (date(2026, 12, 2), Expiry.SOON),
        (TODAY, Expiry.SOON),
        (date(2026, 11, 1), Expiry.OVER),
    ],
)
def test_evidence_holds_to_the_end_of_its_last_day(last_day: date | None, state: Expiry) -> None:
    assert expiry_of(last_day, TODAY) is state
