"""A backup as one file that only the holder of a private key can read, with the program age."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.problem import Problem
from tools.settings import setting

ENDING = ".tar.age"
ENCRYPT = ("age", "--recipient")
NO_AGE = Problem("BACKUP_RECIPIENT is set, but the program age is not here.", "apt-get install age (Debian, Ubuntu)")


def recipient() -> str:
    """The public key that backups are encrypted to; empty for none. Raises Problem where that cannot be done."""
    found = setting("BACKUP_RECIPIENT").strip()
    if found and not shutil.which("age"):
        raise NO_AGE
    # Encrypts nothing, to learn of a wrong key before hours of work and not after them.
    nothing = subprocess.DEVNULL
    if found and subprocess.run([*ENCRYPT, found], stdin=nothing, stdout=nothing, check=False).returncode:
        raise Problem(
            "BACKUP_RECIPIENT is no public key that age encrypts to (see above).",
            "age-keygen on another machine makes one and prints it: age1…",
        )
    return found


def locked(folder: Path) -> Path:
    """Where the encrypted file of that folder is."""
    return folder.with_name(folder.name + ENDING)


def lock(folder: Path, key: str) -> Path:
    """The folder as one encrypted file beside it; the folder is gone afterwards. Raises Problem, and keeps the folder
    then: it is a whole backup that only its owner can read, and perhaps the only one."""
    target = locked(folder)
    draft = target.with_name(f".{target.name}.draft")
    try:
        if not piped(["tar", "-c", "-C", folder.parent, folder.name], [*ENCRYPT, key, "--output", draft]):
            raise Problem(
                f"Encrypting failed (see above); the backup stays open in {folder}.",
                "mend that (is the disk full?), make another under a new name, and remove the open one",
            )
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    shutil.rmtree(folder)
    return target


def piped(writer: Sequence[str | Path], reader: Sequence[str | Path]) -> bool:
    """Whether both programs ended well, the second of which reads what the first writes."""
    # The end of the block closes our end of the pipe before it waits. Else a writer whose reader has failed would never
    # learn of that: it would wait for somebody to read.
    with subprocess.Popen(writer, stdout=subprocess.PIPE) as writing:
        failed = subprocess.run(reader, stdin=writing.stdout, check=False).returncode
    return not (failed or writing.returncode)


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
        if not piped(["age", "--decrypt", "--identity", identity, path], ["tar", "-x", "-C", place]):
            raise Problem("The backup could not be decrypted (see above).", "look at BACKUP_IDENTITY_FILE and the file")
        yield next(Path(place).iterdir())
