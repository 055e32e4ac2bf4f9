"""Makes .venv from the locked requirements, then hands over to tools.dev. Standard library only."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.libraries import ensure_test_programs
from tools.paths import PYTHON, ROOT, VAR, VENV
from tools.problem import Problem
from tools.usage import USAGE

WITH_DEVELOPMENT_TOOLS = ("test", "screens", "venv")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile", "--no-deps")
HASHED_WHEELS = ("--only-binary", ":all:", "--require-hashes")


def lock_file(name: str) -> Path:
    """The locked requirements called `name`: base (to run) or dev (to run and to test)."""
    return ROOT / "requirements" / f"{name}.txt"


def fingerprint(name: str) -> str:
    """Changes whenever .venv must be made anew: other requirements, other Python, other place."""
    found = hashlib.sha256(lock_file(name).read_bytes())
    found.update(f"\n{sys.version}\n{sys.base_prefix}\n{VENV}".encode())
    return found.hexdigest()


def stamp(name: str) -> Path:
    """Written last, so that an interrupted installation does not count."""
    return VENV / f"installed-{name}"


def is_installed(name: str) -> bool:
    """Whether .venv holds exactly the locked requirements called `name`."""
    return PYTHON.exists() and stamp(name).exists() and stamp(name).read_text() == fingerprint(name)


def is_ready_for(name: str) -> bool:
    """Whether .venv has all that `name` needs; dev contains base."""
    return is_installed("dev") or (name == "base" and is_installed("base"))


def ensure(name: str) -> None:
    """Makes .venv ready; several commands started at once wait for the first."""
    if is_ready_for(name):
        return
    VAR.mkdir(exist_ok=True)
    with (VAR / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready_for(name):
            install(name)


def install(name: str) -> None:
    """Installs the locked requirements, into a new .venv unless only the development tools are missing."""
    began = time.monotonic()
    print("Installing the locked packages into .venv (once, about half a minute) ...", flush=True)
    if not (name == "dev" and is_installed("base")):
        make_empty_venv()
    result = subprocess.run(
        [PYTHON, *PIP, *HASHED_WHEELS, "-r", lock_file(name)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        raise install_problem(result.stdout)
    stamp(name).write_text(fingerprint(name))
    print(f"Installed in {time.monotonic() - began:.0f} s.", flush=True)


def make_empty_venv() -> None:
    """A new .venv in place of any old one."""
    shutil.rmtree(VENV, ignore_errors=True)
    result = subprocess.run(
        [sys.executable, "-m", "venv", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if result.returncode:
        raise Problem(f".venv could not be made: {last_line(result.stdout)}", "apt-get install python3-venv")


def install_problem(output: str) -> Problem:
    """The sentence for a failed installation; `output` is what pip wrote."""
    print(output[-3000:], file=sys.stderr)
    if "No space left" in output:
        return Problem("The disk is full; installing needs about 500 MB.", "free some space, then run the same again")
    if "HASHES" in output.upper() and "DO NOT MATCH" in output.upper():
        return Problem("A package does not have the locked content (see above).", "try another mirror: PIP_INDEX_URL")
    return Problem(
        "The locked packages could not be installed (see above).",
        "check the network; set a mirror with PIP_INDEX_URL or a proxy with HTTPS_PROXY; then run the same again",
    )


def last_line(output: str) -> str:
    """The last line that says something."""
    return (output.strip().splitlines() or ["no message"])[-1]


def main(arguments: list[str]) -> None:
    """Installs what the command needs and becomes that command."""
    command = arguments[0] if arguments else "help"
    if command in ("help", "-h", "--help"):
        print(USAGE, end="")
        return
    with ThreadPoolExecutor() as beside:
        # The system's packages need the network, the Python packages the processor: neither waits for the other.
        programs = beside.submit(ensure_test_programs) if command == "test" else None
        ensure("dev" if command in WITH_DEVELOPMENT_TOOLS else "base")
        if programs:
            programs.result()
    os.execv(PYTHON, [str(PYTHON), "-m", "tools.dev", *arguments])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(str(problem))
    except PermissionError as problem:
        sys.exit(str(Problem(f"{problem.filename} belongs to another account.", "run as the account that owns it")))
    except KeyboardInterrupt:
        sys.exit(130)
