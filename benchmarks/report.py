"""`python -m benchmarks.report [ROUNDS]`: what a report costs, beside bare WeasyPrint on the same HTML in the same run.

Each line is one report in one language: pages, processor seconds and peak memory of a fresh rendering process (PDF/A,
tags, checks, rewrite) and of one that only turns the same HTML and style sheet into any PDF, then the seal. Medians of
the rounds; the two kinds of process take turns; `forked` is the processor time of a child of the process that has
everything loaded, as the worker makes it. At the end: seconds of a small report in a fresh process and in such a child;
full reports a minute with one and with two at a time.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from assessments.catalogues import current_edition
from assessments.domain.revision import RevisionContent
from assessments.report.composing import compose
from assessments.report.document import plan_document
from assessments.report.process import DEFAULT, MEBIBYTE, WARM, run_alone, run_warm
from assessments.report.sealing import SealKey, load_seal_key, make_self_issued_key, seal
from benchmarks.results import keep
from tests.report.samples import ADDRESS, page_count, sample, with_many_places, with_plan, with_text

LANGUAGES = ("en", "zh-hans", "both")
ROUNDS = 3
SEALS = 5
REPORTS_A_MINUTE = 6
"""Reports made to tell how many a minute."""
LONG = ("本单位仅为核验身份之目的处理人脸信息。Records are kept for three years. " * 1000)[:40_000]
_BARE = "benchmarks.bare_weasyprint"


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    output: bytes
    processor_seconds: float
    peak_mebibytes: float


def contents(language: str) -> Iterator[tuple[str, RevisionContent]]:
    """A report where nothing applies, a full one, and one about four times as long as that."""
    yield "small", sample("g-05", language)
    full = with_plan(sample("g-03", language))
    yield "full", full
    yield "4x", with_text(with_many_places(full), current_edition(), LONG)


def run(module: str, job: bytes, *arguments: str) -> Run:
    """One process from its start to its end."""
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, "TZ": "UTC", "LANG": "C.UTF-8"}
    with TemporaryDirectory() as folder:
        given, made = Path(folder) / "job", Path(folder) / "made"
        given.write_bytes(job)
        with given.open("rb") as source, made.open("wb") as target:
            started = subprocess.Popen(command, stdin=source, stdout=target, env=environment)
            _, code, usage = os.wait4(started.pid, 0)
            started.returncode = code
        if code:
            raise RuntimeError(f"{module} ended with {code}")
        return Run(made.read_bytes(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def ours(content: RevisionContent) -> Run:
    """The unsealed report, in a process that has to load everything."""
    job = pickle.dumps((content, current_edition(), False, ADDRESS, True, None))
    limits = (str(DEFAULT.memory_mebibytes * MEBIBYTE), str(DEFAULT.processor_seconds))
    return run("assessments.report.child", job, *limits)


def bare(content: RevisionContent) -> Run:
    """The same HTML and style sheet through the renderer alone."""
    document = plan_document(content, current_edition(), draft=False, verify_address=ADDRESS, self_issued=True)
    return run(_BARE, compose(document).encode())


def seal_seconds(pdf: bytes, key: SealKey) -> float:
    """Processor seconds of one seal, median."""

    def once() -> float:
        before = time.process_time()
        seal(pdf, key, reason="benchmark", at=datetime.now(UTC))
        return time.process_time() - before

    return median(once() for _ in range(SEALS))


def warm_seconds(job: bytes) -> float:
    """Processor seconds of one rendering in a child of the process that has everything loaded."""
    before = _children_of_warm()
    run_warm(job, DEFAULT)
    return _children_of_warm() - before


def _children_of_warm() -> float:
    """Processor seconds of all children that the warm process has seen end."""
    if WARM.process is None:
        return 0.0
    fields = Path(f"/proc/{WARM.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def measure(name: str, content: RevisionContent, key: SealKey, rounds: int) -> dict[str, float]:
    """Print one line; what the goals name."""
    job = pickle.dumps((content, current_edition(), False, ADDRESS, True, None))
    warm = [warm_seconds(job) for _ in range(rounds)]
    pairs = [(ours(content), bare(content)) for _ in range(rounds)]
    whole, alone = ([pair[n] for pair in pairs] for n in (0, 1))
    pdf = whole[0].output
    assert all(each.output == pdf for each in whole), "two renderings differ"
    mine, other = (median(each.processor_seconds for each in kind) for kind in (whole, alone))
    sealing, forked = seal_seconds(pdf, key), median(warm)
    memory = [median(each.peak_mebibytes for each in kind) for kind in (whole, alone)]
    print(
        f"| {content.language} | {name} | {page_count(pdf)} | {len(pdf) / 1e6:.2f} MB | {mine:.2f} s | {other:.2f} s"
        f" | {mine / other:.2f} | {memory[0]:.0f} MB | {memory[1]:.0f} MB | {sealing:.3f} s | {forked:.2f} s |",
        flush=True,
    )
    title = f"{content.language} {name}"
    ratios = {"ratio": (mine + sealing) / other, "warm ratio": (forked + sealing) / other}
    return {f"{title} {key}": value for key, value in (ratios | {"memory": memory[0]}).items()}


def starting(rounds: int) -> str:
    """Seconds of a small report, from the request to the PDF, medians: with and without loading."""
    job = pickle.dumps((sample("g-05", "en"), current_edition(), False, ADDRESS, True, None))
    took: dict[str, list[float]] = {"fresh": [], "forked": []}
    run_warm(job, DEFAULT)
    for _ in range(rounds):
        for name, way in (("fresh", run_alone), ("forked", run_warm)):
            before = time.monotonic()
            way(job, DEFAULT)
            took[name].append(time.monotonic() - before)
    return f"a small report: fresh process {median(took['fresh']):.2f} s, forked child {median(took['forked']):.2f} s"


def a_minute(make: Callable[[], object], workers: int) -> float:
    """Reports a minute with so many at a time."""
    start = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda _: make(), range(REPORTS_A_MINUTE)))
    return REPORTS_A_MINUTE * 60 / (time.monotonic() - start)


def main(arguments: Sequence[str]) -> int:
    """Print the table, then the reports a minute."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    print("| language | report | pages | size | ours | bare | ratio | memory | bare memory | seal | forked |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    found: dict[str, float] = {"rounds": rounds}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "seal.p12"
        make_self_issued_key(path, "benchmark", "Benchmark", datetime.now(UTC))
        key = load_seal_key(path, "benchmark")
        for language in LANGUAGES:
            for name, content in contents(language):
                found |= measure(name, content, key, rounds)
        print(starting(rounds))
        full = pickle.dumps((with_plan(sample("g-03", "zh-hans")), current_edition(), False, ADDRESS, True, None))

        def make() -> bytes:
            return seal(run_warm(full, DEFAULT).output, key, reason="benchmark", at=datetime.now(UTC))

        make()
        for turn in range(rounds):
            one, two = (a_minute(make, workers) for workers in (1, 2))
            print(f"full Chinese reports a minute, sealed: {one:.1f} one at a time, {two:.1f} two at a time")
            found[f"two to one, round {turn}"] = two / one
    keep("report", found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
