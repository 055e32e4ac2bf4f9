"""Files that only their owner may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tools.processes import Account

SECRET_BYTES = 32


def make_private_folder(path: Path) -> Path:
    """A folder of mode 0700; kept as it is when it exists."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def write_private(path: Path, content: str, account: Account | None = None) -> None:
    """Writes a file of mode 0600 in one step: readers see the old content or the new, never a part."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    if account:
        os.chown(draft, account.uid, account.gid)
    draft.replace(path)


def keep_secret(path: Path) -> str:
    """The secret in `path`; a new random one when there is none yet."""
    make_private_folder(path.parent)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        write_private(draft, secrets.token_urlsafe(SECRET_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
