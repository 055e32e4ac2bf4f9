"""The corpus of forgeries is what it claims to be, no byte of a signature container is free, and bombs do not go off.

`python -m trust seal_mutants` shows every forgery, and random changes, to page, command and stand-alone verifier.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from assessments.domain.revision import digest
from assessments.report.verification import verify_report
from tests.report.samples import printed, sample
from trust.forging import FORGERIES, Material, make_material
from trust.forging.checkers import NOT_GENUINE, by_verifier
from trust.forging.expected import OTHERS_SEAL, OURS
from trust.forging.material import range_of
from verifiers.report.seal import NotGenuine, check_seal

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def material(short: bytes, tmp_path_factory: pytest.TempPathFactory) -> Material:
    other = printed(replace(sample("g-05", "zh-hans"), revision_id="0b7b54d2-20c8-4b8a-9a1f-57c9d7a3a9e5"))
    return make_material(short, other, tmp_path_factory.mktemp("forging"))


@pytest.fixture(scope="module")
def forged(material: Material) -> dict[str, bytes]:
    """Every forgery by its name; each maker has asserted its effect."""
    made = {each.name: each.make(material) for each in FORGERIES}
    assert all(each != material.pdf for each in made.values())
    return made


def test_there_are_many_of_every_kind(forged: dict[str, bytes]) -> None:
    assert len(forged) == len(FORGERIES) >= 120
    assert all(each.tries for each in FORGERIES)
    same = [each for each, times in Counter(map(digest, forged.values())).items() if times > 1]
    assert same == []


def test_control_without_known_certificate_those_by_other_keys_are_unbroken(
    material: Material, forged: dict[str, bytes]
) -> None:
    anybody = {material.key.fingerprint, material.sibling.fingerprint, material.impostor.fingerprint}
    unbroken = {name for name, pdf in forged.items() if by_verifier(pdf, anybody, None, "") != NOT_GENUINE}
    # The verifier opens no file whose data is not that of a report, whoever sealed it.
    assert unbroken | {"another attachment sealed by an impostor"} == OURS | OTHERS_SEAL
    assert all(verify_report(forged[name], anybody).intact for name in OURS | OTHERS_SEAL)


@pytest.mark.no_cover  # Tracing takes most of the time of many repetitions, and shows no line that others do not.
def test_no_byte_of_the_container_can_be_another(material: Material) -> None:
    """The signature does not cover its container: every byte of it is tried, each with each of its bits turned."""
    pdf = material.pdf
    assert check_seal(pdf).fingerprint == material.key.fingerprint
    _, _, start, end, _ = range_of(pdf)
    held = bytes.fromhex(pdf[start + 1 : end - 1].decode())
    for place in range(len(held.rstrip(b"\0")) + 2):
        for bit in range(8):
            changed = held[:place] + bytes([held[place] ^ 1 << bit]) + held[place + 1 :]
            with pytest.raises(NotGenuine):
                check_seal(pdf[: start + 1] + changed.hex().upper().encode() + pdf[end - 1 :])


def _bombs() -> tuple[bytes, ...]:
    """Small files that ask for much: a table that unpacks to 200 MB, a deep nest, a signature of a gigabyte."""
    head = b"%PDF-1.7\n"
    packed = zlib.compress(zlib.compress(bytes(200_000_000), 9), 9)
    table = (
        b"5 0 obj\n<< /Filter [/FlateDecode /FlateDecode] /Length %d /Type /XRef /Size 9 /W [1 4 2] /Root 1 0 R >>\n"
    )
    return (
        head + table % len(packed) + b"stream\n" + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n",
        head + b"1 0 obj\n" + b"[" * 100_000 + b"\nendobj\nstartxref\n9\n%%EOF\n",
        head + b"/ByteRange [0 9 999999999 999999999]\n<00>",
    )


PROBE = """
import django, sys
from pathlib import Path
django.setup()
from assessments.report.verification import verify_report
from verifiers.verify_report import verify
for file in sys.argv[1:]:
    pdf = Path(file).read_bytes()
    assert not verify_report(pdf, set()).intact
    assert verify(pdf, set(), ()).outcome == "not_genuine"
"""


@pytest.mark.no_cover
def test_small_hostile_files_take_little_memory_and_time(tmp_path: Path) -> None:
    files = []
    for number, pdf in enumerate(_bombs()):
        assert len(pdf) < 1_000_000
        files.append(tmp_path / f"{number}.pdf")
        files[-1].write_bytes(pdf)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))

    ran = subprocess.run(
        [sys.executable, "-c", PROBE, *files],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        check=False,
        preexec_fn=limited,
    )
    assert ran.returncode == 0, ran.stderr[-800:]
