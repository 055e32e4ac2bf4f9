"""Limits of the rendering process, and the plain reasons that it gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from assessments.catalogues import current_edition
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.revision import RevisionContent
from assessments.domain.texts import Text
from assessments.report import process
from assessments.report.glyphs import MissingGlyph
from assessments.report.keys import SealKeyUnusable
from assessments.report.process import Limits, RenderingFailed, render_in_child
from assessments.report.warm import environment
from tests.report.samples import ADDRESS, sample

pytestmark = pytest.mark.no_cover


def rendered(limits: Limits, content: RevisionContent | None = None, catalogue: Catalogue | None = None) -> bytes:
    """The short report, rendered in a child."""
    return render_in_child(
        content or sample("g-05", "en"),
        catalogue or current_edition(),
        draft=False,
        verify_address=ADDRESS,
        self_issued=True,
        limits=limits,
    )


def test_a_child_gives_the_bytes_that_rendering_here_gives(short: bytes) -> None:
    assert rendered(Limits()) == short


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(processor_seconds=1), "the report needed more than 1 seconds of processor time"),
        (Limits(wall_seconds=1), "the report took longer than 1 seconds"),
        (Limits(memory_mebibytes=50), "50 MiB of memory"),  # in words of its own, or as the crash of a library
    ],
    ids=["processor", "wall", "memory"],
)
def test_a_limit_that_is_reached_is_named(limits: Limits, reason: str) -> None:
    with pytest.raises(RenderingFailed) as failed:
        rendered(limits)
    assert reason in str(failed.value)


@pytest.mark.parametrize("code", [-11, -6, -5, -7])
def test_a_crash_for_want_of_memory_names_the_limit(code: int) -> None:
    """Libraries of the renderer can end so before anything can be said: which way they go is up to them."""
    said = process._reason(code, b"", Limits(memory_mebibytes=140))
    assert said == f"the renderer crashed (signal {-code}), as it can when 140 MiB of memory run out"


def test_an_end_by_another_signal_is_not_blamed_on_memory() -> None:
    assert process._reason(-15, b"", Limits()) == "the renderer was ended (signal 15)"


def test_a_missing_glyph_is_named() -> None:
    catalogue = replace(current_edition(), title=Text("Edition 😀", "版本"))
    with pytest.raises(RenderingFailed, match=r"empty box: no glyph for U\+1F600"):
        rendered(Limits(), catalogue=catalogue)


def test_content_of_another_edition_is_refused_with_a_reason() -> None:
    content = sample("g-05", "en")
    stranger = replace(content.answers[0], question=QuestionKey("q_of_another_edition"))
    with pytest.raises(RenderingFailed, match="content and edition do not fit together"):
        rendered(Limits(), content=replace(content, answers=(stranger, *content.answers[1:])))


def test_the_child_sees_no_secret_of_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAL_PASSPHRASE", "secret")
    assert set(environment()) == {"PATH", "PYTHONPATH", "LANG", "TZ", "HOME"}


def test_failures_pass_through_context_managers_unharmed() -> None:
    """A frozen exception would not: the manager's exit sets its traceback."""

    @contextmanager
    def scope() -> Iterator[None]:
        yield

    for problem in (RenderingFailed("slow"), SealKeyUnusable("old"), MissingGlyph("x")):
        with pytest.raises(type(problem)), scope():
            raise problem
