"""Rendering reaches for nothing: no connection, and no file but fonts, templates and the program itself."""

from __future__ import annotations

import pickle
import re
import sys
from pathlib import Path

import pytest

from assessments.catalogues import current_edition
from assessments.report.marks import MARKS
from assessments.report.rendering import OwnPictures
from assessments.report.warm import COMMAND, WarmRenderer, environment
from tests.report.samples import ADDRESS, sample
from trust.product import ROOT
from trust.tracing import CALLS, OF_THE_SYSTEM, OPENED, OWN, WRITING

WHILE_RENDERING = re.compile(
    rf"{ROOT}/assessments/report/(fonts|templates/report\.css)"
    rf"|{sys.prefix}/.*/weasyprint/pdf/sRGB2014\.icc"
    r"|/usr/share/fontconfig/conf\.avail|/var/cache/fontconfig/|/nonexistent/"
)
"""Fonts with what fontconfig reads of itself, the style sheet, the colour profile: not even a library is opened any
more, since all is loaded before."""


@pytest.mark.skipif(sys.platform != "linux", reason="there is no strace elsewhere")
def test_the_system_sees_no_connection_no_program_and_no_file_but_own_fonts_and_libraries(tmp_path: Path) -> None:
    loading, rendering = _traced(tmp_path / "trace")
    started, *others = [each for each in loading if not each.startswith(("open", "+++", "---"))]
    assert started.startswith("execve(")
    assert others == []
    assert [each for each in rendering if not each.startswith(("open", "+++", "---"))] == []
    opened = [found for each in loading if each.startswith("open") and (found := OPENED.match(each))]
    assert [each[0] for each in opened if WRITING.search(each[0])] == []
    outside = {each[1] for each in opened if not each[1].startswith(OWN) and not OF_THE_SYSTEM.match(each[1])}
    assert outside <= {str(ROOT)}  # the folder itself, of which Python reads the names
    while_rendering = {found[1] for each in rendering if each.startswith("open") and (found := OPENED.match(each))}
    assert any("NotoSansSC" in each for each in while_rendering)
    assert {each for each in while_rendering if not WHILE_RENDERING.match(each)} == set()


def _traced(trace: Path) -> tuple[list[str], list[str]]:
    """What the warm process asks of the system while it loads, and what its child does while it renders."""
    strace = ("strace", "-f", "-qq", "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", str(trace))
    renderer = WarmRenderer((*strace, *COMMAND), {**environment(), "PYTHONDONTWRITEBYTECODE": "1"})
    job = pickle.dumps((sample("g-05", "en"), current_edition(), False, ADDRESS, True, None))
    try:
        assert renderer.run(job, 2 << 30, 120, 300).output.startswith(b"%PDF-")
    finally:
        renderer.stop()
    lines = [each.split(maxsplit=1) for each in trace.read_text(errors="replace").splitlines()]
    server = lines[0][0]
    return [call for who, call in lines if who == server], [call for who, call in lines if who != server]


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
