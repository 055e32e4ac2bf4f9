"""Checks a sealed report with nothing but the file, the certificate that should have sealed it, and the rules as data.

    python3 -m verifiers.verify_report REPORT.pdf --certificate seal.pem [--issued digests.txt] [--report KEY]

It is this file and the folder `report` beside it, shares no code with the product, and needs Python 3.11 with pikepdf
10.17.0 and cryptography 50.0.2 (`pip install --require-hashes -r verifiers/requirements.txt`). No network, no database.

It checks that one seal covers the whole file and is unbroken, byte for byte; that its certificate is one that you name;
that the SHA-256 of the file is in a list of issued reports, if you have one (a digest at the beginning of each line);
that it is the report that you mean, if you say which. Then it computes every verdict again from the answers inside, by
the rules of the edition in `editions/`, and says where the report differs. All is explained in docs/report-format.md.
Exit code 0: all holds. 1: something does not. 2: cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from verifiers.report.content import Difference, Unreadable, compare, read
from verifiers.report.rules import Edition
from verifiers.report.seal import LARGEST_FILE_BYTES, NotGenuine, check_seal, content_of, fingerprints_of

EDITIONS = Path(__file__).parent / "editions"
WORDS = {
    "genuine": ("GENUINE: not one byte has changed since it was sealed.", "真实：签章后未改动任何一个字节。"),
    "not_issued": ("NOT ISSUED: sealed with this certificate, but not in the list.", "并非已签发：清单中没有该文件。"),
    "another_report": ("NOT THIS REPORT: the seal is unbroken, but on another one.", "不是所查的报告：属于另一份。"),
    "unknown_seal": ("SEALED BY SOMEBODY UNKNOWN: anybody can seal under any name.", "签章者未知：任何人都能签章。"),
    "not_genuine": (
        "NOT GENUINE: there is no unbroken seal over the whole file.",
        "不真实：没有完好的全文件签章。",
    ),
}
FOLLOW = ("All {0} verdicts follow from the answers, with their reasons.", "全部 {0} 项结论及理由均可由回答得出。")
DIFFER = ("{0} verdicts were computed again; differences: {1}.", "已重新计算 {0} 项结论；不同之处：{1} 处。")
DIFFERENCE = ("{0}: the report says “{1}”, computed “{2}”.", "{0}：报告为“{1}”，计算为“{2}”。")
FIRST_FAULT = ("Found first: {0}.", "首先发现：{0}。")


@dataclass
class Verdict:
    """What was found out about one file."""

    outcome: str
    """One of the words above."""
    file_digest: str
    why: str = ""
    """What was found first where it is not genuine, or why its verdicts could not be computed."""
    fingerprint: str = ""
    level: str = ""
    """Of the seal: "B-B", or with time stamps "B-T", "B-LT" or "B-LTA"."""
    stamps: list[tuple[str, str]] = field(default_factory=list)
    """Time of each, and fingerprint of the authority's certificate; whether to believe that one is for you to say."""
    revision_id: str = ""
    edition: str = ""
    content_digest: str = ""
    verdicts: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Genuine, and every verdict follows from the answers."""
        return self.outcome == "genuine" and self.verdicts > 0 and not self.differences


def verify(
    pdf: bytes,
    known: Collection[str],
    editions: Collection[Edition],
    issued: Collection[str] | None = None,
    expected_id: str = "",
) -> Verdict:
    """Check a file. `known` holds fingerprints of certificates, `issued` digests of files. Never raises."""
    found = Verdict("not_genuine", hashlib.sha256(pdf).hexdigest())
    try:
        seal = check_seal(pdf)
        found.fingerprint = seal.fingerprint
        if found.fingerprint not in known:
            found.outcome = "unknown_seal"
            return found
        raw, found.level, stamps = content_of(pdf, seal)
        found.stamps = [(each.at.isoformat(), each.fingerprint) for each in stamps]
    except NotGenuine as problem:
        found.why = str(problem)
        return found
    # A hostile file can bring about any exception in the libraries; whatever it is, there is no seal to rely on.
    except Exception as problem:  # noqa: BLE001
        found.why = f"it cannot be looked into: {problem!r}"[:200]
        return found
    found.outcome, found.content_digest = "genuine", hashlib.sha256(raw).hexdigest()
    try:
        _judge(found, raw, editions)
    except Unreadable as problem:
        found.why = str(problem)
    if not found.revision_id or expected_id not in ("", found.revision_id):
        found.outcome = "another_report"
    if issued is not None and found.file_digest not in issued:
        found.outcome = "not_issued"
    return found


def _judge(found: Verdict, raw: bytes, editions: Collection[Edition]) -> None:
    """Compute the verdicts again. Raises Unreadable."""
    content = read(raw)
    found.revision_id = str(content.get("revision_id", ""))
    mark = content.get("edition")
    found.edition = str(mark.get("key")) if isinstance(mark, dict) else ""
    named = [each for each in editions if each.key == found.edition]
    if not named:
        raise Unreadable(f"there is no data of edition {found.edition}")
    found.verdicts, found.differences = compare(content, named[0])


def in_words(found: Verdict, editions: Collection[Edition], chinese: bool) -> Iterator[str]:
    """What is said of it. Nothing that a file says is repeated unless its seal is by a known certificate."""
    yield WORDS[found.outcome][chinese]
    yield f"SHA-256: {found.file_digest}"
    if found.fingerprint:
        yield f"Certificate: {found.fingerprint}"
    for at, fingerprint in found.stamps:
        yield f"Time stamp: {at}, by certificate {fingerprint}"
    if found.content_digest:
        yield f"Report: {found.revision_id}; edition: {found.edition}; data: {found.content_digest}"
    if found.why:
        yield FIRST_FAULT[chinese].format(found.why)
    if found.verdicts:
        shown = DIFFER if found.differences else FOLLOW
        yield shown[chinese].format(found.verdicts, len(found.differences))
    titles = {key: each["title"] for one in editions for key, each in one.obligations.items()}
    for matter, place, key, stated, computed in found.differences:
        title = titles.get(key, {}).get("zh" if chinese else "en", "")
        about = " ".join(filter(None, (place, key or matter, title)))
        yield DIFFERENCE[chinese].format(about, stated, computed)


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", type=Path, help="the report (PDF)")
    parser.add_argument("--certificate", type=Path, action="append", default=[], help="certificate (PEM) that seals")
    parser.add_argument("--fingerprint", action="append", default=[], help="SHA-256 of such a certificate")
    parser.add_argument("--issued", type=Path, help="list of the SHA-256 of issued reports, one a line")
    parser.add_argument("--report", default="", help="key of the report that it ought to be")
    parser.add_argument("--edition", type=Path, action="append", help="data of an edition; editions/ without it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--chinese", action="store_true", help="speak Chinese")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str], say: Callable[[str], object] = print) -> int:
    """The whole program."""
    given = read_arguments(arguments)
    try:
        with given.file.open("rb") as file:
            pdf = file.read(LARGEST_FILE_BYTES + 1)
        known = {each.replace(":", "").lower() for each in given.fingerprint}
        known |= {each for path in given.certificate for each in fingerprints_of(path.read_bytes())}
        lines = given.issued.read_text(encoding="utf-8").splitlines() if given.issued else None
        paths = given.edition or sorted(EDITIONS.glob("*.json"))
        editions = [Edition(json.loads(path.read_bytes())) for path in paths]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        say(f"Cannot be read: {problem!r}")
        return 2
    issued = None if lines is None else {each.split()[0].lower() for each in lines if each.strip()}
    found = verify(pdf, known, editions, issued, given.report)
    if given.json:
        say(json.dumps({**asdict(found), "holds": found.holds}, ensure_ascii=False, indent=2))
    else:
        for line in in_words(found, editions, given.chinese):
            say("".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line))
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
