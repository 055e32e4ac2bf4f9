"""What a rendering reaches for: as the system sees it where there is strace, otherwise as Python does."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trust.product import ROOT

OPENED = re.compile(r'open\w*\((?:AT_FDCWD, )?"([^"]*)", (?:\{flags=)?([A-Z_|]+).*')
WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
OWN = tuple(
    str(each)
    for each in (
        *(ROOT / "assessments", ROOT / "frcompliance", ROOT / ".venv"),
        *(Path(sys.prefix).resolve(), sys.prefix, sys.base_prefix, Path(sys.executable).resolve().parents[1]),
    )
)
OF_THE_SYSTEM = re.compile(
    r"/(usr/)?(local/)?lib(64|x32)?/|/etc/ld\.so\.|/usr/share/(locale|zoneinfo)/|/etc/(localtime|ssl/openssl\.cnf)"
    r"|/proc/(self|filesystems|sys|meminfo|cpuinfo|stat|\d+)|/sys/|/dev/(null|urandom)"
    r"|/usr/share/fontconfig/conf\.avail|/var/cache/fontconfig|/nonexistent/"
)
"""Libraries, locale, zone, the processor, and what fontconfig reads of itself: descriptions of rules that stay off, and
its cache. No font of the machine."""
CALLS = "open,openat,openat2,creat,execve,execveat,socket,connect,rename,unlink,mkdir"
_RENDERING = """
import pickle, sys
from assessments.report.rendering import render
content, catalogue, address, is_heard = pickle.load(sys.stdin.buffer)
seen = []
if is_heard:
    sys.addaudithook(lambda event, found: seen.append((event, str(found[0]) if found else "")))
pdf = render(content, catalogue, draft=False, verify_address=address, self_issued=True)
sys.stdout.buffer.write(pdf)
for event, found in list(seen):
    if event.startswith(("socket.", "urllib.", "subprocess.", "os.system")):
        print("REACHED", event, found, file=sys.stderr)
    if event == "open":
        print("OPENED", found, file=sys.stderr)
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A rendering and what it did besides."""

    pdf: bytes
    errors: str
    """Empty where there is a PDF."""
    reached: Sequence[str]
    """Connections, programs, files written: there should be none."""
    outside: Sequence[str]
    """Files opened that are neither the program's own, its fonts and templates, nor libraries."""
    has_opened_fonts: bool
    """Otherwise nothing was watched."""


def can_trace() -> bool:
    """Whether the system can be asked."""
    return shutil.which("strace") is not None


def watch(content: object, catalogue: object, address: str, folder: Path) -> Watched:
    """Render this in a process of its own, watched."""
    job = pickle.dumps((content, catalogue, address, not can_trace()))
    trace, child = folder / "trace", [sys.executable, "-c", _RENDERING]
    before = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", str(trace)] if can_trace() else []
    fixed = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1", **fixed}
    done = subprocess.run([*before, *child], input=job, capture_output=True, cwd=ROOT, env=environment, check=False)
    errors = done.stderr.decode(errors="replace")
    if can_trace():
        reached, opened = _traced(trace.read_text(errors="replace").splitlines())
    else:
        reached, opened = _heard(errors.splitlines())
    outside = sorted(
        {each for each in opened if not each.startswith(OWN) and not OF_THE_SYSTEM.match(each)} - {str(ROOT)}
    )
    fonts = any("NotoSansSC" in each for each in opened)
    return Watched(done.stdout, errors if done.returncode else "", reached, outside, fonts)


def _traced(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """What was reached for, and which files were opened; the first call starts the program itself."""
    calls = [each.split(maxsplit=1)[1] for each in lines]
    _, *reached = [each for each in calls if not each.startswith(("open", "+++", "---"))]
    opened = [found for each in calls if each.startswith("open") and (found := OPENED.match(each))]
    reached += [each[0] for each in opened if WRITING.search(each[0])]
    return reached, [each[1] for each in opened]


def _heard(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    reached = [each for each in lines if each.startswith("REACHED ")]
    return reached, [each.removeprefix("OPENED ") for each in lines if each.startswith("OPENED /")]
