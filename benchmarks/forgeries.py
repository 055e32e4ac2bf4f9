"""`python -m benchmarks.forgeries [--flips N] [--seed N]`: forgeries of a sealed report, against all that checks one.

Every structured forgery of tests/report/forging, then random changes of single bits (every fourth in the signature
container, which the signature itself does not cover), each shown to the page's check, the command's and the stand-alone
verifier. Counted are those accepted, those on which they do not agree, and exceptions; all have to be 0. Controls say
how many structured ones are taken for good where the registry, or the known certificate, is left out, and by pyHanko's
own summary. On a fresh database, which goes with the command. The last line begins with P3.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING
from unittest.mock import patch

from trust.in_process import product_here
from trust.server import server

if TYPE_CHECKING:
    from tests.report.forging import Material

Says = Callable[[bytes], tuple[str, str, str]]


def material_in(folder: Path) -> Material:
    """Two reports, sealed with a key of their own."""
    from tests.report.forging import make_material
    from tests.report.forging.material import OTHER_ID
    from tests.report.samples import printed, sample

    other = replace(sample("g-05", "zh-hans"), revision_id=OTHER_ID)
    return make_material(printed(sample("g-05", "en")), printed(other), folder)


def all_three(material: Material) -> Says:
    """What page, command and verifier say of a file. A checker that raises says so."""
    from assessments.domain.revision import digest
    from assessments.services.report_check import check_report
    from tests.report.forging.checkers import COMMAND, NOT_GENUINE, by_page, by_verifier
    from tests.report.forging.material import GENUINE_ID

    known, issued = {material.key.fingerprint}, {digest(material.pdf), digest(material.other)}
    meant = digest(material.pdf)

    def by_command(pdf: bytes) -> str:
        return COMMAND.get(check_report(pdf, (), expected_id=GENUINE_ID).outcome.value, NOT_GENUINE)

    def says(pdf: bytes) -> tuple[str, str, str]:
        return (
            _safely(lambda: by_page(pdf, meant)),
            _safely(lambda: by_command(pdf)),
            _safely(lambda: by_verifier(pdf, known, issued, GENUINE_ID)),
        )

    return says


@contextmanager
def looked_at_once() -> Iterator[None]:
    """While open, page and command share the outcome of the strict check, which both ask the same of the same bytes."""
    from assessments.report.verification import Verified, verify_report
    from assessments.services import report_check, verification

    last: dict[tuple[bytes, frozenset[str]], Verified] = {}

    def once(pdf: bytes, trusted: Collection[str]) -> Verified:
        asked = pdf, frozenset(trusted)
        if asked not in last:
            last.clear()
            last[asked] = verify_report(pdf, trusted)
        return last[asked]

    with patch.object(report_check, "verify_report", once), patch.object(verification, "verify_report", once):
        yield


def _safely(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as problem:  # noqa: BLE001  any exception at all is what is counted here
        return f"raised {type(problem).__name__}"


def flips(pdf: bytes, times: int, luck: Random) -> Iterator[bytes]:
    """The file with one bit changed, so many times."""
    from tests.report.forging.material import range_of

    _, _, start, end, _ = range_of(pdf)
    for turn in range(times):
        place = luck.randrange(start, end) if turn % 4 == 0 else luck.randrange(len(pdf))
        yield pdf[:place] + bytes([pdf[place] ^ 1 << luck.randrange(8)]) + pdf[place + 1 :]


def is_bad(page: str, command: str, verifier: str) -> bool:
    """Accepted, raised, or not told alike. The page has one word for all that is not ours, unknown seals too."""
    ours = "not_genuine" if command == "unknown_seal" else command
    return "genuine" in (page, command, verifier) or command != verifier or page != ours or "raised" in command


def control(material: Material, forged: dict[str, bytes]) -> None:
    """How many are taken for good by those who leave something out."""
    from tests.report.forging.checkers import by_verifier

    ours = {material.key.fingerprint}
    anybody = ours | {material.sibling.fingerprint, material.impostor.fingerprint}
    for name, known in (("without registry and report number", ours), ("and without known certificate", anybody)):
        taken = [each for each, pdf in forged.items() if by_verifier(pdf, known, None, "") == "genuine"]
        print(f"control, {name}: {len(taken)} accepted: {'; '.join(taken)}")
    taken = [each for each, pdf in forged.items() if _by_summary(pdf, material)]
    print(f"control, pyHanko's own summary of the last signature: {len(taken)} accepted: {'; '.join(taken)}")


def _by_summary(pdf: bytes, material: Material) -> bool:
    """`bottom_line` of the last signature, under the authority of our certificate."""
    import io

    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    issuers = [x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in material.key.chain]
    try:
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1]
        context = ValidationContext(trust_roots=issuers, moment=signature.self_reported_timestamp)
        usage = KeyUsageConstraints(key_usage=set())
        return bool(validate_pdf_signature(signature, context, key_usage_settings=usage).bottom_line)
    except Exception:  # noqa: BLE001  a file that it cannot read is not accepted
        return False


def run(times: int, seed: int, *, controls: bool) -> int:
    """Everything; how many were accepted, told apart, or raised."""
    from tests.conftest import make_cast
    from tests.report.forging import FORGERIES
    from tests.report.forging.checkers import put_on_record
    from tests.report.forging.material import GENUINE_ID, OTHER_ID

    counted: Counter[tuple[str, str, str]] = Counter()
    with TemporaryDirectory() as folder:
        material = material_in(Path(folder))
        people = make_cast()
        for key, report in ((GENUINE_ID, material.pdf), (OTHER_ID, material.other)):
            put_on_record(people, key, report, material.key.fingerprint)
        says = all_three(material)
        assert says(material.pdf) == ("genuine", "genuine", "genuine")
        forged = {each.name: each.make(material) for each in FORGERIES}
        began = perf_counter()
        for pdf in forged.values():
            counted[says(pdf)] += 1
        print(f"{len(forged)} structured forgeries, {perf_counter() - began:.0f} s")
        with looked_at_once():
            for number, pdf in enumerate(flips(material.pdf, times, Random(seed)), start=1):
                counted[says(pdf)] += 1
                if number % 1000 == 0:
                    print(f"{number} flips, {perf_counter() - began:.0f} s", flush=True)
        if controls:
            control(material, forged)
    for said, number in counted.most_common():
        print(f"{number:6} {' | '.join(said)}")
    bad = sum(number for said, number in counted.items() if is_bad(*said))
    print(f"P3 cases={sum(counted.values())} bad={bad} seed={seed} {'FAIL' if bad else 'PASS'}")
    return bad


def main() -> None:
    """On a fresh database."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--flips", type=int, default=20_000, help="random changes of one bit")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--no-controls", action="store_true", help="leave the controls out, which take two minutes")
    given = parser.parse_args()
    with TemporaryDirectory() as folder, server(), product_here(Path(folder), "tests.settings"):
        bad = run(given.flips, given.seed, controls=not given.no_controls)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
