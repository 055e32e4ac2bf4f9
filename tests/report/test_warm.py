"""The process that has the renderer loaded: started when needed, replaced when gone, and gone with who asks."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assessments.catalogues import current_edition
from assessments.report import process, warm
from assessments.report.process import DEFAULT, RenderingFailed, render_in_child, run_alone, run_warm
from assessments.report.warm import Lost, TookTooLong, WarmRenderer
from tests.report.samples import ADDRESS, sample

pytestmark = pytest.mark.no_cover

IDLE = (sys.executable, "-m", "tests.report.idle_forking")
ASKS_AND_WAITS = """
from assessments.report.warm import WarmRenderer
from threading import Thread
from tests.report.test_warm import IDLE
renderer = WarmRenderer(IDLE)
print(renderer.run(b"", 1, 1, 9).output.decode().split()[-1], flush=True)
renderer.run(b"sleep", 1, 1, 60)
"""


@pytest.fixture
def idle() -> Iterator[WarmRenderer]:
    """With children that only do what they are told."""
    renderer = WarmRenderer(IDLE)
    yield renderer
    renderer.stop()


def ask(renderer: WarmRenderer, word: str = "", seconds: float = 30) -> list[str]:
    return renderer.run(word.encode(), 7, 8, seconds).output.decode().split()


def server_of(renderer: WarmRenderer) -> int:
    assert renderer.process is not None
    return renderer.process.pid


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether it becomes so within ten seconds."""
    end = time.monotonic() + 10
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


def children_of(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def test_a_forked_child_and_a_fresh_process_give_the_same_bytes(short: bytes) -> None:
    job = pickle.dumps((sample("g-05", "en"), current_edition(), False, ADDRESS, True, None))
    assert run_alone(job, DEFAULT).output == run_warm(job, DEFAULT).output == short
    assert process.WARM.process is not None
    server = Path(f"/proc/{process.WARM.process.pid}")
    assert "Threads:\t1\n" in (server / "status").read_text()
    names = {each.split(b"=")[0].decode() for each in (server / "environ").read_bytes().split(b"\0") if each}
    assert names == {"PATH", "PYTHONPATH", "LANG", "TZ", "HOME"}


def test_elsewhere_each_rendering_is_a_fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[process.Limits] = []

    def run(job: bytes, limits: process.Limits) -> warm.Ended:
        asked.append(limits)
        return warm.Ended(0, b"%PDF-", b"")

    monkeypatch.setattr(process, "run_alone", run)
    monkeypatch.setattr(sys, "platform", "darwin")
    content = sample("g-05", "en")
    made = render_in_child(content, current_edition(), draft=True, verify_address=ADDRESS, self_issued=True)
    assert (made, asked) == (b"%PDF-", [DEFAULT])


def test_a_renderer_that_does_not_start_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "WARM", WarmRenderer((sys.executable, "-c", "raise SystemExit(3)")))
    with pytest.raises(RenderingFailed, match="the renderer does not start"):
        render_in_child(sample("g-05", "en"), current_edition(), draft=True, verify_address="", self_issued=True)


def test_one_process_serves_all_jobs_of_all_threads(idle: WarmRenderer) -> None:
    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(lambda number: ask(idle, str(number)), range(40)))
    assert said == [[str(number), "7", "8", str(server_of(idle))] for number in range(40)]


def test_a_child_has_its_files_and_no_other_descriptor(idle: WarmRenderer) -> None:
    # The last one is the folder that the child reads.
    assert " ".join(ask(idle, "look")).startswith("[0, 1, 2, 3, 4]")


def test_a_child_that_raises_says_so_and_ends_alone(idle: WarmRenderer) -> None:
    ended = idle.run(b"fail", 1, 1, 30)
    assert (ended.code, ended.output) == (1, b"")
    assert ended.errors.endswith(b"ValueError: no\n")
    assert ask(idle)[-1] == str(server_of(idle))


def test_a_job_whose_time_is_over_is_killed(idle: WarmRenderer) -> None:
    before = ask(idle)[-1]
    with pytest.raises(TookTooLong):
        ask(idle, "sleep", 0.2)
    assert soon(lambda: children_of(server_of(idle)) == [])
    assert ask(idle)[-1] == before


def test_a_process_that_has_ended_is_replaced(idle: WarmRenderer) -> None:
    before = ask(idle)[-1]
    os.kill(server_of(idle), signal.SIGKILL)
    assert ask(idle)[-1] == str(server_of(idle)) != before


def test_a_job_that_ends_the_process_twice_is_lost(idle: WarmRenderer) -> None:
    with pytest.raises(Lost):
        ask(idle, "kill the parent")
    assert ask(idle)[-1] == str(server_of(idle))


def test_after_its_share_of_jobs_a_process_is_replaced(idle: WarmRenderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "MOST_JOBS", 2)
    servers = [ask(idle)[-1] for _ in range(5)]
    assert len(set(servers)) == 3
    assert soon(lambda: not _runs(int(servers[0])))


def test_a_copy_of_the_process_starts_its_own(idle: WarmRenderer) -> None:
    mine = ask(idle)[-1]
    reading, writing = os.pipe()
    copy = os.fork()
    if not copy:
        os.write(writing, ask(idle)[-1].encode())
        os._exit(0)
    os.waitpid(copy, 0)
    assert os.read(reading, 32).decode() not in ("", mine)
    assert ask(idle)[-1] == mine
    for each in (reading, writing):
        os.close(each)


def test_process_and_children_end_with_who_asked() -> None:
    asking = subprocess.Popen([sys.executable, "-c", ASKS_AND_WAITS], stdout=subprocess.PIPE, cwd=warm.ROOT)
    assert asking.stdout is not None
    server = int(asking.stdout.readline())
    assert soon(lambda: len(children_of(server)) == 1)
    (child,) = children_of(server)
    asking.kill()
    asking.communicate()
    assert soon(lambda: not any(_runs(int(each)) for each in (server, child)))


def _runs(number: int) -> bool:
    try:
        return not re.search(r"State:\s+Z", Path(f"/proc/{number}/status").read_text())
    except OSError:
        return False


def test_between_jobs_the_process_sleeps(idle: WarmRenderer) -> None:
    ask(idle)
    with pytest.raises(TookTooLong):
        ask(idle, "sleep", 0.1)
    assert soon(lambda: children_of(server_of(idle)) == [])
    before = _processor_ticks(server_of(idle))
    time.sleep(0.5)
    assert _processor_ticks(server_of(idle)) - before <= 5


def _processor_ticks(number: int) -> int:
    fields = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])
