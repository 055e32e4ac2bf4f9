"""A backup as one file that only the holder of a private key can read, with the program age."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.problem import Problem
from tools.settings import setting

ENDING = ".tar.age"
NO_AGE = Problem("BACKUP_RECIPIENT is set, but the program age is not here.", "apt-get install age (Debian, Ubuntu)")


def recipient() -> str:
    """The public key that backups are encrypted to; empty for none. Raises Problem where that cannot be done."""
    found = setting("BACKUP_RECIPIENT").strip()
    if found and not shutil.which("age"):
        raise NO_AGE
    return found


def lock(folder: Path, key: str) -> Path:
    """The folder as one encrypted file beside it; the folder is gone afterwards."""
    target = folder.with_name(folder.name + ENDING)
    draft = target.with_name(f".{target.name}.draft")
    packing = subprocess.Popen(["tar", "-c", "-C", folder.parent, folder.name], stdout=subprocess.PIPE)
    failed = subprocess.run(
        ["age", "--recipient", key, "--output", draft], stdin=packing.stdout, check=False
    ).returncode
    if packing.wait() or failed:
        draft.unlink(missing_ok=True)
        raise Problem(f"Encrypting failed (see above); the backup stays open in {folder}.", "look at BACKUP_RECIPIENT")
    draft.rename(target)
    shutil.rmtree(folder)
    return target


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder of a backup, decrypted into a private place for as long as the block runs where it is one file."""
    if not path.name.endswith(ENDING):
        yield path
        return
    identity = setting("BACKUP_IDENTITY_FILE")
    if not identity:
        raise Problem(f"{path.name} is encrypted.", "set BACKUP_IDENTITY_FILE to the file with the private key of age")
    with TemporaryDirectory(prefix="frc-backup-") as place:
        reading = subprocess.Popen(["age", "--decrypt", "--identity", identity, path], stdout=subprocess.PIPE)
        failed = subprocess.run(["tar", "-x", "-C", place], stdin=reading.stdout, check=False).returncode
        if reading.wait() or failed:
            raise Problem("The backup could not be decrypted (see above).", "look at BACKUP_IDENTITY_FILE and the file")
        yield next(Path(place).iterdir())
