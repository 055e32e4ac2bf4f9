"""Drills with the sealing key: a new one, a lost one, one that never leaves its token."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import override_settings
from django.utils import timezone

from assessments.models import Report
from assessments.report.keys import TokenKey, load_seal_key, make_self_issued_key
from assessments.services.access import scope
from assessments.services.registry import Issued
from assessments.services.seal_setup import current_key
from assessments.services.sealing import seal_revision
from assessments.services.verification import Genuineness, verify_upload
from frcompliance.seal_settings import SealSettings
from trust.cast import make_cast
from trust.checking import Run, Tally
from trust.short import short_revision

LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
PIN = "4711"


def sealed_now() -> bytes:
    """A new report, sealed here with the key of the settings."""
    cast = make_cast(timezone.now())
    revision_id = short_revision(cast)
    seal_revision(cast.organisation_id, revision_id, timezone.now)
    return pdf_of(cast.organisation_id, revision_id)


def pdf_of(organisation_id: UUID, revision_id: UUID) -> bytes:
    """The sealed report."""
    with scope(organisation_id):
        return bytes(Report.objects.get(revision_id=revision_id).pdf)


def issued(pdf: bytes) -> Issued:
    """What the registry says of it."""
    found = verify_upload(pdf).issued
    assert found is not None
    return found


def rotation(run: Run, before: bytes) -> Tally:
    """A second key: what was sealed `before` still verifies, what comes is sealed with the new one. Then the first is
    lost."""
    tally, path = Tally(), run.folder / "second.p12"
    first = current_key().fingerprint
    make_self_issued_key(path, "second", "Second key", timezone.now() - timedelta(minutes=1))
    with override_settings(SEAL_KEY_FILE=str(path), SEAL_PASSPHRASE="second"):
        after, second = sealed_now(), current_key().fingerprint
        for pdf, key in ((before, first), (after, second)):
            tally.expect(verify_upload(pdf).genuineness is Genuineness.CURRENT, "rotation: a report does not verify")
            tally.expect(issued(pdf).signer_fingerprint == key, "rotation: a report names another key")
    tally.expect(first != second, "rotation: the key is the same")
    tally.add(revocation(run, before, after))
    return tally


def revocation(run: Run, before: bytes, after: bytes) -> Tally:
    """The first key is listed as lost: its reports from then on are no longer trusted at once, the others are."""
    tally, path = Tally(), run.folder / "distrusted.txt"
    path.write_text("")
    one = issued(before)
    with override_settings(DISTRUSTED_SEALS_FILE=str(path)):
        tally.expect(verify_upload(before).genuineness is Genuineness.CURRENT, "revocation: distrusted without a line")
        began = time.monotonic()
        path.write_text(f"{one.signer_fingerprint} {one.sealed_at.isoformat()} lost\n")
        tally.expect(verify_upload(before).genuineness is Genuineness.DISTRUSTED, "revocation: still genuine")
        run.say(f"revocation: seconds from the line in the list to the verdict: {time.monotonic() - began:.2f}")
        tally.expect(verify_upload(after).genuineness is Genuineness.CURRENT, "revocation: another key is distrusted")
        later = one.sealed_at + timedelta(seconds=1)
        path.write_text(f"{one.signer_fingerprint} {later.isoformat()}\n")
        tally.expect(verify_upload(before).genuineness is Genuineness.CURRENT, "revocation: distrusted before its time")
    return tally


def in_a_token(run: Run) -> Tally:
    """The product's key in a PKCS#11 token, where SoftHSM and python-pkcs11 are there."""
    tally = Tally()
    library = next((each for each in LIBRARIES if Path(each).exists()), "")
    if not (library and shutil.which("softhsm2-util") and find_spec("pkcs11")):
        run.say("token: SoftHSM or python-pkcs11 is not there; not tried")
        return tally
    token, certificate = _token(run.folder, library)
    with override_settings(SEAL_KEY_FILE="", SEAL=_settings(token, certificate)):
        pdf = sealed_now()
    tally.expect(verify_upload(pdf).genuineness is Genuineness.CURRENT, "token: the report does not verify")
    held = [each for each in run.folder.rglob("*") if each.is_file() and PIN.encode() in each.read_bytes()]
    tally.expect(not held, f"token: the PIN stands in {held}")
    run.say("token: sealed with a key that stays in it")
    return tally


def _settings(token: TokenKey, certificate: str) -> SealSettings:
    return SealSettings(
        certificates=certificate,
        pkcs11_module=token.module,
        pkcs11_token=token.token,
        pkcs11_key=token.label,
        pkcs11_pin=token.pin,
    )


def _token(folder: Path, library: str) -> tuple[TokenKey, str]:
    """A token with a key of its own, and the certificate of that."""
    tokens, path = folder / "tokens", folder / "token.p12"
    tokens.mkdir()
    (folder / "softhsm.conf").write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm.conf")
    make_self_issued_key(path, "token", "Key in a token", timezone.now() - timedelta(minutes=1))
    key = load_seal_key(path, "token")
    path.unlink()
    assert not isinstance(key.private_key, TokenKey)
    plain = folder / "plain.pem"
    plain.write_bytes(key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _tool("--init-token", "--free", "--label", "trust", "--so-pin", "0815", "--pin", PIN)
    _tool("--import", str(plain), "--token", "trust", "--label", "report", "--id", "01", "--pin", PIN)
    plain.unlink()
    return TokenKey(library, "trust", "report", PIN), key.certificate.public_bytes(Encoding.PEM).decode()


def _tool(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, stdout=subprocess.DEVNULL)
