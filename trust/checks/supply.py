"""Only what is pinned runs, and it calls nobody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence

from django.conf import settings

from trust.checking import Check, Run, Tally
from trust.locks import UNPINNED, faults_of_installed, installed_here, lock_files, read_lock
from trust.main_job import CALL, DONE
from trust.product import ROOT

RESOURCE = re.compile(
    r"""(?:src|srcset|poster|action|formaction|data|manifest)\s*=\s*["']\s*(?:https?:)?//[^"'{]+"""
    r"""|<link[^>]+href\s*=\s*["']\s*(?:https?:)?//[^"']+|@import[^;]+//[^;]+|url\(\s*["']?(?:https?:)?//[^)]+"""
    r"""|(?:fetch|import|importScripts|WebSocket|EventSource|sendBeacon)\(\s*["'`](?:https?:|wss?:)?//[^"'`]+""",
    re.IGNORECASE,
)
"""What a browser would load from elsewhere; links that a person follows are none."""
SHOWN = ("templates", "static", "assessments/report")
KINDS = (".html", ".css", ".js", ".svg", ".txt")
FOREIGN = re.compile(r"//\S+|https?:|data:|\*|unsafe-\w+")
"""What no directive of the policy names."""
WITHOUT_NETWORK = (["unshare", "-n"], ["unshare", "-r", "-n"])


def run(run: Run) -> Tally:
    """Locks, what is installed, what pages load, and whom the product calls while it works."""
    tally, pins = Tally(), []
    for path in lock_files(ROOT / "requirements"):
        found, faults = read_lock(path.read_text())
        tally.cases += len(found)
        tally.faults += [f"{path.name}: {each}" for each in faults]
        pins += found
    installed = installed_here()
    tally.faults += faults_of_installed(pins, installed)
    for name in installed.keys() - {each.name for each in pins} - UNPINNED:
        tally.expect(False, f"{name} is installed and pinned nowhere")
    for where, what in third_parties():
        tally.expect(False, f"{where}: {what[:100]}")
    tally.add(calls(run, []))
    run.say(f"{len({each.name for each in pins})} pinned distributions, {len(installed)} installed")
    return tally


def third_parties() -> Iterator[tuple[str, str]]:
    """Addresses of others that a page, a style sheet, a script or the policy names as something to load."""
    for folder in SHOWN:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS:
                text = path.read_text(errors="replace")
                yield from ((str(path.relative_to(ROOT)), each) for each in RESOURCE.findall(text))
    for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items():
        found = FOREIGN.search(str(values))
        yield from [("policy", f"{name} {found[0]}")] if found else []


def calls(run: Run, arguments: Sequence[str]) -> Tally:
    """The main job in a process that has no network where that can be had; every call of its own is seen anyway."""
    tally, before = Tally(), network_away()
    done = subprocess.run(
        [*before, sys.executable, "-m", "trust.main_job", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    for line in lines:
        tally.expect(not line.startswith(CALL), f"the product calls {line.removeprefix(CALL)}")
    tally.expect(any(each.startswith(DONE) for each in lines), f"the main job ended early: {lines[-3:]}")
    run.say(f"the main job ran {'in a network without any route' if before else 'with the network there, watched'}")
    return tally


def network_away() -> list[str]:
    """What to put before a command so that it has no network; nothing where this account may not, or where the
    database itself is reached over one."""
    if "host=/" not in os.environ.get("DATABASE_URL", "").replace("%2F", "/"):
        return []
    for each in WITHOUT_NETWORK:
        try:
            if subprocess.run([*each, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
                return each
        except FileNotFoundError:
            return []
    return []


def control(run: Run) -> Tally:
    """A lock with another version of everything, one line without a hash, and a call."""
    tally = Tally()
    text = (ROOT / "requirements" / "base.txt").read_text()
    pins, faults = read_lock(re.sub(r"==([^ ;\n]+)", r"==\1.1", text) + "\nplanted==1.0\nloose>=2\n")
    tally.cases = len(pins)
    tally.faults += [*faults, *faults_of_installed(pins, installed_here())]
    tally.add(calls(run, ["--call"]))
    return tally


CHECK = Check(
    "Only what is pinned is installed, and the product opens no connection while it does its main job.",
    run,
    control,
    "pins and silence",
)
