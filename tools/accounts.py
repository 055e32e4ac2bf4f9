"""Which account runs the embedded PostgreSQL. The server refuses root, so root lends it an existing, lesser account."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from tools.problem import Problem
from tools.processes import Account, run_quietly

LESSER_ACCOUNTS = ("postgres", "nobody")


def server_account(made_by: str | None) -> Account | None:
    """None: as whoever runs this. For root: the account that made the data, else the first that exists."""
    if os.geteuid() != 0:
        return None
    for name in (made_by,) if made_by else LESSER_ACCOUNTS:
        found = find_account(name)
        if found:
            return found
    wanted = made_by or " or ".join(LESSER_ACCOUNTS)
    raise Problem(
        f"PostgreSQL does not run as root, and there is no account {wanted} to run it as.",
        "run as a normal user, or set DATABASE_URL to a server of your own",
    )


def find_account(name: str) -> Account | None:
    """The account called `name`, if there is one and it is not root."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def own_name() -> str:
    """The name of the account that runs this."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"uid {os.geteuid()}"


def can_reach(folder: Path, account: Account | None) -> bool:
    """Whether `account` may enter `folder`."""
    return account is None or run_quietly(["test", "-x", folder], account).code == 0


def give(path: Path, account: Account | None) -> None:
    """Hands a file or folder to `account`; None keeps it."""
    if account:
        os.chown(path, account.uid, account.gid)
