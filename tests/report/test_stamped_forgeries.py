"""Changes to stamped seals: nothing can be taken away, added, or written in another way.

SEAL_FLIPS raises the number of changed bytes.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import itertools
import os
import random
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper

from assessments.report.archive import NoRoomForStamp, plan_archive, token_in
from assessments.report.container import rebuild
from assessments.report.keys import SealKey
from assessments.report.levels import Level
from assessments.report.sealing import SealingFailed, seal
from assessments.report.stamping import Stamper
from assessments.report.stamps import StampUnusable, normalised, read_stamp
from assessments.report.verification import verify_report
from tests.report.authorities import Authorities, issue, running_authorities, stamp
from tests.report.test_verification import gap_of, signature_of, with_container
from verifiers.report.seal import NotGenuine, check_seal, content_of

pytestmark = pytest.mark.no_cover

FLIPS = int(os.environ.get("SEAL_FLIPS", "15"))


@pytest.fixture(scope="module")
def who() -> Iterator[Authorities]:
    """All authorities."""
    with running_authorities() as running:
        yield running


@pytest.fixture(scope="module")
def issued(who: Authorities) -> SealKey:
    """A key of the authority."""
    return who.key()


@pytest.fixture(scope="module")
def stamped(short: bytes, issued: SealKey, who: Authorities) -> dict[Level, bytes]:
    """The short report at each level with a time stamp."""
    now = datetime.now(UTC).replace(microsecond=0)
    levels = [each for each in Level if each.is_stamped]
    return {each: seal(short, issued, reason="r", at=now, assurance=who.assurance(each)) for each in levels}


def is_intact(pdf: bytes) -> bool:
    """What our check says."""
    found = verify_report(pdf, ())
    assert found.intact == (found.level is not None)
    return found.intact


def sealed_part(pdf: bytes) -> bytes:
    """The file up to where its seal ends."""
    _, _, gap_end, rest = (int(each) for each in signature_of(pdf).byte_range)
    return pdf[: gap_end + rest]


def fetched(who: Authorities, imprint: bytes) -> bytes:
    """A genuine token, in our form."""
    token = asyncio.run(Stamper(who.stamper()).async_timestamp(imprint, "sha256"))
    made: bytes = token.dump()
    return made


@pytest.mark.no_cover
@pytest.mark.parametrize("level", [Level.B_LT, Level.B_LTA])
def test_no_changed_byte_is_accepted(level: Level, stamped: dict[Level, bytes]) -> None:
    dice, pdf = random.Random(7), stamped[level]
    start, end = gap_of(pdf)
    later = (len(sealed_part(pdf)), len(pdf)) if level is Level.B_LTA else (start, end)
    for turn in range(FLIPS):
        places = ((0, len(pdf)), (start, start + 6000), later)[turn % 3]
        changed = bytearray(pdf)
        changed[dice.randrange(*places)] ^= 1 << dice.randrange(8)
        assert not is_intact(bytes(changed))


def test_a_time_stamp_cannot_be_taken_away(stamped: dict[Level, bytes]) -> None:
    for pdf in (stamped[Level.B_T], stamped[Level.B_LT]):
        found = signature_of(pdf)
        assert not is_intact(with_container(pdf, rebuild(found.signer_cert, found.signed_data)))
    assert not is_intact(sealed_part(stamped[Level.B_LTA]))


@pytest.mark.parametrize(("step", "holds"), [(timedelta(0), True), (-timedelta(minutes=1), False)])
def test_the_time_stamp_over_the_file_is_not_from_before_that_of_its_seal(
    step: timedelta, holds: bool, short: bytes, issued: SealKey, who: Authorities, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    turns = itertools.count()
    monkeypatch.setattr(who, "now", lambda: now + step * next(turns))
    pdf = seal(short, issued, reason="r", at=now, assurance=who.assurance(Level.B_LTA))
    assert next(turns) >= 2, "both were asked for"
    assert is_intact(pdf) is holds
    with nullcontext() if holds else pytest.raises(NotGenuine, match="from before"):
        content_of(pdf, check_seal(pdf))


def test_another_signer_of_the_same_authority_is_not_ours(short: bytes, issued: SealKey, who: Authorities) -> None:
    now, other = datetime.now(UTC).replace(microsecond=0), who.key(issued.subject)
    pdf = seal(short, other, reason="r", at=now, assurance=who.assurance(Level.B_LTA))
    found = verify_report(pdf, {issued.fingerprint}, (who.middle,))
    assert (found.intact, found.trusted, found.signer_name) == (True, False, issued.subject)


def test_a_seal_without_a_time_stamp_does_not_get_one(short: bytes, issued: SealKey, who: Authorities) -> None:
    pdf = seal(short, issued, reason="", at=datetime.now(UTC).replace(microsecond=0))
    found = signature_of(pdf)
    token = fetched(who, hashlib.sha256(found.signer_info["signature"].native).digest())
    container = rebuild(found.signer_cert, found.signed_data, token)
    start, end = gap_of(pdf)
    assert len(container) * 2 > end - start - 2  # and there is no room for one
    with pytest.raises(NoRoomForStamp):
        plan_archive(pdf)


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_another_revision_with_a_genuine_time_stamp_is_refused(
    level: Level, stamped: dict[Level, bytes], who: Authorities
) -> None:
    """What a tool makes that archives other people's files."""
    writer = IncrementalPdfFileWriter(io.BytesIO(stamped[level]))
    written = PdfTimeStamper(_Plain(who)).timestamp_pdf(writer, "sha256")
    assert len(PdfFileReader(io.BytesIO(written.getvalue())).embedded_signatures) == (3 if level is Level.B_LTA else 2)
    assert not is_intact(written.getvalue())


class _Plain(TimeStamper):
    """Tokens as the authority gives them."""

    def __init__(self, who: Authorities) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.who = who

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token."""
        _, asked = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        return cms.ContentInfo.load(token_of_answer(stamp(self.who, asked.dump())))


def token_of_answer(answer: bytes) -> bytes:
    """The token in an answer that begins with a status of five bytes."""
    return answer[4 + 5 :]


def test_the_later_revision_can_hold_nothing_else(stamped: dict[Level, bytes], who: Authorities) -> None:
    """Even with a time stamp that is genuine for the changed file."""
    sealed = sealed_part(stamped[Level.B_LTA])
    archive = plan_archive(sealed)
    assert token_in(stamped[Level.B_LTA], archive) is not None
    catalogue = b"1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    changes = [
        replace(archive, before=archive.before.replace(b"/F 132", b"/F 134", 1)),
        replace(archive, before=sealed + catalogue + archive.before[len(sealed) :]),
        replace(archive, after=archive.after + b"\n"),
        replace(archive, after=archive.after.replace(b"/W [1 8 2]", b"/W [1 8 2] /X 1")),
    ]
    for each in changes:
        assert not is_intact(each.with_token(fetched(who, each.imprint)))
    assert is_intact(archive.with_token(fetched(who, archive.imprint)))  # the control


def test_a_token_has_one_form(stamped: dict[Level, bytes], who: Authorities) -> None:
    pdf = stamped[Level.B_LTA]
    archive = plan_archive(sealed_part(pdf))
    token = token_in(pdf, archive)
    assert token is not None
    gap = len(archive.before)
    other = token_of_answer(stamp(who, _asked(archive.imprint)))
    assert normalised(cms.ContentInfo.load(other)) != other
    lower = pdf[:gap] + pdf[gap : gap + 200].lower() + pdf[gap + 200 :]
    padded = bytearray(pdf)
    padded[gap + 2 * len(token) + 5] = ord("1")
    for each in (archive.with_token(other), lower, bytes(padded), archive.with_token(b""), pdf[: gap + 1] + pdf[gap:]):
        assert not is_intact(each)
    with pytest.raises(NoRoomForStamp):
        archive.with_token(bytes(10_000))


def _asked(imprint: bytes) -> bytes:
    asked: bytes = TimeStamper().request_cms(imprint, "sha256")[1].dump()  # type: ignore[no-untyped-call]
    return asked


def test_a_time_stamp_over_something_else_is_refused(stamped: dict[Level, bytes], who: Authorities) -> None:
    pdf = stamped[Level.B_T]
    found = signature_of(pdf)
    for imprint in (bytes(32), hashlib.sha256(pdf).digest()):
        assert not is_intact(with_container(pdf, rebuild(found.signer_cert, found.signed_data, fetched(who, imprint))))
    archive = plan_archive(sealed_part(stamped[Level.B_LTA]))
    assert not is_intact(archive.with_token(fetched(who, bytes(32))))


def test_what_is_no_time_stamp_is_refused(who: Authorities, issued: SealKey, short: bytes) -> None:
    with pytest.raises(StampUnusable, match="damaged"):
        read_stamp(b"hello", bytes(32))
    token = bytearray(fetched(who, bytes(32)))
    token[-1] ^= 1
    with pytest.raises(StampUnusable, match=r"not valid|canonical"):
        read_stamp(bytes(token), bytes(32))
    with pytest.raises(StampUnusable, match="no time stamp"):
        normalised(cms.ContentInfo({"content_type": "data", "content": b"x"}))
    who.stamping, good = issue("No stamps", who.stamping_key, who.middle, who.middle_key, who.address), who.stamping
    with pytest.raises(SealingFailed, match="not one for time stamps"):
        seal(short, issued, reason="", at=datetime.now(UTC), assurance=who.assurance(Level.B_T))
    who.stamping = good


def test_a_time_stamp_after_the_end_of_its_authority_is_of_nobody_known(
    stamped: dict[Level, bytes], issued: SealKey, who: Authorities, monkeypatch: pytest.MonkeyPatch, short: bytes
) -> None:
    monkeypatch.setattr(who, "now", lambda: datetime.now(UTC) + timedelta(days=3000))
    with pytest.raises(SealingFailed, match="not by the configured"):
        seal(short, issued, reason="", at=datetime.now(UTC), assurance=who.assurance(Level.B_T))


@pytest.mark.no_cover  # Tracing takes most of the time of many repetitions, and shows no line that others do not.
@pytest.mark.parametrize("level", [each for each in Level if each.is_stamped])
def test_the_stand_alone_verifier_reads_each_level_and_no_byte_of_its_containers_can_be_another(
    stamped: dict[Level, bytes], issued: SealKey, level: Level
) -> None:
    pdf, luck = stamped[level], random.Random(8)
    sealed = check_seal(pdf)
    _, said, found = content_of(pdf, sealed)
    assert (sealed.fingerprint, said, len(found)) == (issued.fingerprint, level.value, 1 + (level is Level.B_LTA))
    for gap in re.finditer(rb"/Contents <([0-9A-F]+)>", pdf):
        held = bytes.fromhex(gap[1].decode())
        for place in range(0, len(held.rstrip(b"\0")) + 1, 1 if level is Level.B_T else 5):
            byte = held[place] ^ 1 << luck.randrange(8)
            changed = f"{byte:02X}".encode()
            at = gap.start(1) + 2 * place
            with pytest.raises(NotGenuine):
                _opened(pdf[:at] + changed + pdf[at + 2 :])


def _opened(pdf: bytes) -> bytes:
    """The data in a file, as the stand-alone verifier gives it."""
    return content_of(pdf, check_seal(pdf))[0]
