"""The stand-alone verifier says of stamped seals what the product says, of those that were bent as well."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assessments.report.archive import plan_archive
from assessments.report.container import rebuild
from assessments.report.levels import Level
from assessments.report.sealing import seal
from assessments.report.stamping import Stamper
from assessments.report.verification import verify_report
from tests.report.authorities import Authorities, running_authorities
from tests.report.test_verification import gap_of, signature_of, with_container
from verifiers.report.seal import NotGenuine, check_seal, content_of

pytestmark = pytest.mark.no_cover


@pytest.fixture(scope="module")
def who() -> Iterator[Authorities]:
    """All authorities."""
    with running_authorities() as running:
        yield running


@pytest.fixture(scope="module")
def stamped(short: bytes, who: Authorities) -> dict[Level, bytes]:
    """The short report at every level."""
    key, now = who.key(), datetime.now(UTC).replace(microsecond=0)
    return {each: seal(short, key, reason="r", at=now, assurance=who.assurance(each)) for each in Level}


def is_intact(pdf: bytes) -> bool:
    """What both say."""
    try:
        content_of(pdf, check_seal(pdf))
        theirs = True
    except NotGenuine:
        theirs = False
    assert verify_report(pdf, ()).intact == theirs
    return theirs


@pytest.mark.parametrize("level", Level)
def test_level_times_and_content_are_those_of_the_product(level: Level, stamped: dict[Level, bytes]) -> None:
    pdf = stamped[level]
    ours = verify_report(pdf, ())
    content, said, stamps = content_of(pdf, check_seal(pdf))
    assert (content, said) == (ours.content, level.value)
    assert len(stamps) == {Level.B_B: 0, Level.B_LTA: 2}.get(level, 1)
    assert [each.at for each in stamps[:1]] == ([ours.stamped_at] if ours.stamped_at else [])


def test_nothing_can_be_taken_away_or_added(stamped: dict[Level, bytes], who: Authorities) -> None:
    for level in (Level.B_T, Level.B_LT):
        pdf = stamped[level]
        found = signature_of(pdf)
        assert not is_intact(with_container(pdf, rebuild(found.signer_cert, found.signed_data)))
        assert not is_intact(pdf + b"\n")
    archived = stamped[Level.B_LTA]
    _, _, end, rest = (int(each) for each in signature_of(archived).byte_range)
    sealed = archived[: end + rest]
    assert not is_intact(sealed)
    assert is_intact(archived)
    archive = plan_archive(sealed)
    for each in (
        replace(archive, before=archive.before.replace(b"/F 132", b"/F 134", 1)),
        replace(archive, after=archive.after + b"\n"),
    ):
        token = asyncio.run(Stamper(who.stamper()).async_timestamp(each.imprint, "sha256"))
        assert not is_intact(each.with_token(token.dump()))


def test_a_stamp_over_something_else_is_no_stamp(stamped: dict[Level, bytes], who: Authorities) -> None:
    pdf = stamped[Level.B_T]
    found, imprint = signature_of(pdf), hashlib.sha256(pdf).digest()
    token = asyncio.run(Stamper(who.stamper()).async_timestamp(imprint, "sha256")).dump()
    assert not is_intact(with_container(pdf, rebuild(found.signer_cert, found.signed_data, token)))


def test_no_byte_of_a_container_can_be_changed(stamped: dict[Level, bytes]) -> None:
    for level in (Level.B_T, Level.B_LTA):
        pdf = stamped[level]
        start, _ = gap_of(pdf)
        for place in range(start + 1, start + 5000, 499):
            changed = bytearray(pdf)
            changed[place] = ord("1") if changed[place] != ord("1") else ord("2")
            assert not is_intact(bytes(changed)), place
