"""A sweep for the sealing key through a running product: it has to be with the signer, and nowhere else."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils import timezone

from assessments.models import Report
from assessments.report.keys import load_seal_key
from assessments.services.access import scope
from trust.cast import make_cast
from trust.checking import Run, Tally
from trust.product import ROOT
from trust.short import short_revision
from trust.traces import environment_of, family_of, files_of, found_in, memory_of, rows_of

LONGEST_SECONDS = 120
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__"}
Secrets = Mapping[str, Sequence[bytes]]


def secrets_of(key_file: Path, passphrase: str) -> Secrets:
    """Key and passphrase in the forms in which they could be found."""
    private = load_seal_key(key_file, passphrase).private_key
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    number = private.private_numbers().private_value.to_bytes(32, "big")
    return {
        "passphrase": _forms(passphrase.encode()),
        "key": [*_forms(number), number[::-1], str(int.from_bytes(number, "big")).encode()],
        "key file": _forms(key_file.read_bytes()[100:164]),
    }


def _forms(secret: bytes) -> list[bytes]:
    return [secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret)[:-4]]


def sweep(run: Run) -> tuple[Tally, bytes]:
    """While web server, worker and signer run and after the signer has sealed: their environments, memories and open
    files, then logs, rows and the files of the checkout. With the report that the signer made."""
    tally, product = Tally(), run.product
    secrets = secrets_of(Path(settings.SEAL_KEY_FILE), settings.SEAL_PASSPHRASE)
    product.start("web")
    product.start("worker")
    try:
        product.wait_until_ready()
        cast = make_cast(timezone.now())
        report = _wait_for_report(cast.organisation_id, short_revision(cast))
        tally.expect(bool(report), "the signer did not seal what was approved")
        for name in ("web", "worker"):
            tally.add(_processes(name, family_of(product.processes[name].pid), secrets))
        signer, *renderers = family_of(product.processes["signer"].pid)
        tally.add(_processes("signer's renderer", renderers, secrets))
        held = _in_memory(signer, secrets)
        tally.expect("passphrase" in held, "the sweep does not find the passphrase where it is: with the signer")
        tally.expect(not found_in(environment_of(signer), secrets), "the signer's environment holds a secret")
    finally:
        product.stop()
    tally.add(_at_rest(run, secrets))
    run.say(f"sweep: {tally.cases} places; the signer's memory holds {', '.join(held)}")
    return tally, report


def _wait_for_report(organisation_id: UUID, revision_id: UUID) -> bytes:
    end = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < end:
        with scope(organisation_id):
            found = Report.objects.filter(revision_id=revision_id).first()
        if found is not None:
            return bytes(found.pdf)
        time.sleep(0.2)
    return b""


def _processes(name: str, processes: Sequence[int], secrets: Secrets) -> Tally:
    tally = Tally()
    for each in processes:
        environment = environment_of(each)
        given = [line for line in environment.split(b"\0") if line.startswith(b"SEAL_")]
        tally.expect(not given and not found_in(environment, secrets), f"{name}: the environment tells of the key")
        tally.expect(not any("seal.p12" in path for path in files_of(each)), f"{name}: the key file is open")
        held = _in_memory(each, secrets)
        tally.expect(not held, f"{name}: {held} in its memory")
    return tally


def _in_memory(process: int, secrets: Secrets) -> list[str]:
    found: set[str] = set()
    for piece in memory_of(process):
        found.update(found_in(piece, secrets))
    return sorted(found)


def _at_rest(run: Run, secrets: Secrets) -> Tally:
    tally = Tally()
    tables: dict[str, list[str]] = {}
    for table, row in rows_of(run.product.owner_url):
        tables.setdefault(table, []).extend(found_in(row, secrets))
    for table, held in tables.items():
        tally.expect(not held, f"table {table} holds {held}")
    for path in [*run.product.folder.glob("*.log"), *_checkout()]:
        held = found_in(path.read_bytes(), secrets)
        tally.expect(not held, f"{path} holds {held}")
    return tally


def _checkout() -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [each for each in folders if each not in NOT_OURS]
        yield from (path for each in files if (path := Path(folder) / each).is_file())
