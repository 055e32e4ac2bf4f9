"""No forgery is taken for the report: page, command and stand-alone verifier say the same of each, and never fail.

Controls: without the registry, or without the known certificate, some are accepted; so the corpus could have been.
`python -m benchmarks.forgeries` does the same with more random changes.
"""

from __future__ import annotations

import os
import random
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
from tests.conftest import make_cast
from tests.report.forging import FORGERIES, Material, make_material
from tests.report.forging.checkers import (
    ANOTHER,
    GENUINE,
    NOT_GENUINE,
    UNKNOWN,
    by_command,
    by_page,
    by_verifier,
    put_on_record,
)
from tests.report.forging.material import GENUINE_ID, OTHER_ID, range_of
from tests.report.samples import printed, sample
from verifiers.report.seal import NotGenuine, check_seal

OTHERS_SEAL = {
    "sealed by a sibling",
    "sealed by an impostor",
    "other verdicts sealed by a sibling",
    "other verdicts sealed by an impostor",
    "another attachment sealed by an impostor",
}
"""Whole and unbroken, by somebody else: accepted by whoever does not look at the certificate."""
OURS = {"the other issued report in its place", "sealed by us, but never issued"}
"""Sealed with our own key: accepted by whoever asks no registry and for no report by its key."""
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def material(short: bytes, tmp_path_factory: pytest.TempPathFactory) -> Material:
    other = printed(replace(sample("g-05", "zh-hans"), revision_id=OTHER_ID))
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


@pytest.mark.no_cover  # Tracing takes most of the time of many repetitions, and shows no line that others do not.
def test_page_command_and_verifier_accept_none_and_say_the_same(
    committed: None, material: Material, forged: dict[str, bytes], tmp_path: Path
) -> None:
    people, ours = make_cast(), material.key.fingerprint
    for key, report in ((GENUINE_ID, material.pdf), (OTHER_ID, material.other)):
        put_on_record(people, key, report, ours)
    known, issued = {material.key.fingerprint}, {digest(material.pdf), digest(material.other)}
    file, meant = tmp_path / "report.pdf", digest(material.pdf)

    def said(pdf: bytes) -> tuple[str, str, str]:
        verifier = by_verifier(pdf, known, issued, GENUINE_ID)
        return by_page(pdf, meant), by_command(pdf, file, "--report", GENUINE_ID), verifier

    assert said(material.pdf) == (GENUINE, GENUINE, GENUINE)
    for name, pdf in forged.items():
        if name in OURS:
            expected = UNKNOWN if "never" in name else ANOTHER
        else:
            expected = UNKNOWN if name in OTHERS_SEAL else NOT_GENUINE
        by_the_page = NOT_GENUINE if expected == UNKNOWN else expected
        assert said(pdf) == (by_the_page, expected, expected), name
    for pdf in _flipped(material.pdf, random.Random(6), 20):
        assert said(pdf) == (NOT_GENUINE, NOT_GENUINE, NOT_GENUINE)


def test_control_without_registry_and_number_those_by_our_own_key_are_accepted(
    material: Material, forged: dict[str, bytes]
) -> None:
    known = {material.key.fingerprint}
    assert {name for name, pdf in forged.items() if by_verifier(pdf, known, None, "") == GENUINE} == OURS


def test_control_without_known_certificate_those_by_other_keys_are_unbroken(
    material: Material, forged: dict[str, bytes]
) -> None:
    anybody = {material.key.fingerprint, material.sibling.fingerprint, material.impostor.fingerprint}
    unbroken = {name for name, pdf in forged.items() if by_verifier(pdf, anybody, None, "") != NOT_GENUINE}
    # The verifier opens no file whose data is not that of a report, whoever sealed it.
    assert unbroken | {"another attachment sealed by an impostor"} == OURS | OTHERS_SEAL
    assert all(verify_report(forged[name], anybody).intact for name in OURS | OTHERS_SEAL)


def test_the_verifier_accepts_no_changed_byte(material: Material) -> None:
    known = {material.key.fingerprint}
    for pdf in _flipped(material.pdf, random.Random(7), 600):
        assert by_verifier(pdf, known, None, "") == NOT_GENUINE


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


def _flipped(pdf: bytes, luck: random.Random, times: int) -> list[bytes]:
    """One bit each; every fourth in the container, which the signature itself does not cover."""
    _, _, start, end, _ = range_of(pdf)
    made = []
    for turn in range(times):
        place = luck.randrange(start, end) if turn % 4 == 0 else luck.randrange(len(pdf))
        made.append(pdf[:place] + bytes([pdf[place] ^ 1 << luck.randrange(8)]) + pdf[place + 1 :])
    return made


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
