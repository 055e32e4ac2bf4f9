"""The renderer's fetcher gives out its own pictures and nothing else; `python -m trust render_ssrf` watches it work."""

from __future__ import annotations

import pytest

from assessments.report.marks import MARKS
from assessments.report.rendering import OwnPictures


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1/", "https://example.com/a.png", "file:///etc/passwd", "data:,x", "mark:other"]
)
def test_every_address_but_the_own_pictures_is_refused(address: str) -> None:
    fetcher = OwnPictures()
    with pytest.raises(ValueError, match="nothing is fetched"):
        fetcher.fetch(address)
    assert fetcher.refused == [address]


def test_every_mark_has_a_picture() -> None:
    fetcher = OwnPictures()
    for key in MARKS:
        assert fetcher.fetch(f"mark:{key}").read().startswith(b"<svg")
