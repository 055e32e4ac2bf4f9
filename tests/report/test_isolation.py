"""Rendering reaches for nothing: no connection, and no file but fonts, templates and the program itself."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from assessments.catalogues import current_edition
from assessments.report.marks import MARKS
from assessments.report.rendering import OwnPictures
from tests.report.samples import ADDRESS, sample

ROOT = Path(__file__).parents[2]
_WATCHED = """
import pickle, sys
from assessments.report.rendering import render
content, catalogue, address = pickle.load(sys.stdin.buffer)
seen = []
sys.addaudithook(lambda event, found: seen.append((event, str(found[0]) if found else "")))
render(content, catalogue, draft=False, verify_address=address, self_issued=True)
for event, found in list(seen):
    if event.startswith(("socket.", "urllib.", "subprocess.", "os.system")):
        print("REACHED", event, found)
    if event == "open":
        print("OPENED", found)
"""


def test_no_connection_is_made_and_only_own_files_are_opened() -> None:
    job = pickle.dumps((sample("g-05", "en"), current_edition(), ADDRESS))
    done = subprocess.run([sys.executable, "-c", _WATCHED], input=job, capture_output=True, cwd=ROOT, check=True)
    lines = done.stdout.decode().splitlines()
    assert [each for each in lines if each.startswith("REACHED")] == []
    opened = [each.removeprefix("OPENED ") for each in lines]
    own = (str(ROOT / "assessments"), sys.prefix, sys.base_prefix)
    assert any("NotoSansSC" in each for each in opened)
    assert [each for each in opened if not each.startswith(own)] == []


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
