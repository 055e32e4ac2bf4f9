"""./run backup: a folder with everything that the installation would need to rise again, but no private key."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.addresses import DEFAULT_BIND, read_bind
from tools.client_programs import find_program, major_of, run_program
from tools.databases import Database, database
from tools.environment import product_environment
from tools.locked_backup import lock, locked, recipient
from tools.manifest import DUMP, EVIDENCE, HEADS, KEYS, NOT_KEPT, Manifest, digests_in, faults_of, write_manifest
from tools.paths import MANAGE, ROOT, called_from
from tools.problem import Problem
from tools.settings import setting
from tools.snapshot import Snapshot, snapshot
from tools.verify_backup import told

WITHOUT_EVIDENCE = "--without-evidence"
NOT_INSIDE = """\
Private keys are not in it. Keep copies of them apart: SECRET_KEY, the sealing key with its passphrase, the key of the
audit trail (var/secret_key, var/seal and var/trail-key where nothing else is set)."""


def backup(arguments: list[str]) -> int:
    """Makes a new folder, or one encrypted file where BACKUP_RECIPIENT names a public key."""
    rest = [each for each in arguments if each != WITHOUT_EVIDENCE]
    if len(rest) != 1 or rest[0].startswith("-"):
        raise Problem("backup needs the name of a new folder.", f"./run backup FOLDER [{WITHOUT_EVIDENCE}]")
    target, key = called_from() / rest[0], recipient()
    refuse_taken(target)
    with database() as found:
        environment = product_environment(found, read_bind(setting("BIND", DEFAULT_BIND)))
        made = make_backup(found, environment, target, with_evidence=WITHOUT_EVIDENCE not in arguments)
    print("\n".join(told(target, made)), flush=True)
    if key:
        print(f"Encrypted: {lock(target, key)}. Only the holder of the private half can read it.")
    print(NOT_INSIDE)
    return 0


def refuse_taken(target: Path) -> None:
    """Raises Problem where a backup has that name already, open or encrypted, or where there is no place for one."""
    taken = [each for each in (target, locked(target)) if each.exists()]
    if taken or not target.parent.is_dir():
        raise Problem(
            f"{(taken or [target])[0]} exists, or its folder does not.", "name a new folder in a folder that exists"
        )


def make_backup(
    found: Database, environment: Mapping[str, str], target: Path, *, with_evidence: bool = True
) -> Manifest:
    """Into a draft beside, so that a broken backup never has the name of a whole one. Raises Problem."""
    draft = target.with_name(f".{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        # Heads come first: those that are newer than the dump would look as if its end had been cut off.
        copy_heads(Path(environment.get("TRAIL_FOLDER", "")), draft / HEADS)
        with snapshot(found.backup) as moment:
            dumped_with = dump(found, moment, draft / DUMP)
            names = moment.evidence()
            if with_evidence:
                copy_evidence(found, environment, names, draft / EVIDENCE)
            manage(environment, "public_keys", str(draft / KEYS))
            made = describe(moment, draft, names, dumped_with, holds_evidence=with_evidence)
        write_manifest(draft, made)
        faults = [*faults_of(draft, made)]
        if faults:
            raise Problem(f"The backup is not whole: {faults[0]}.", "look into it, then make another")
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return made


def dump(found: Database, moment: Snapshot, target: Path) -> int:
    """The database as it was at that moment, and a look whether it can be read; the major version of pg_dump."""
    program = find_program("pg_dump", moment.server_major, found.programs)
    descriptor = os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        options = ("--format=custom", f"--snapshot={moment.name}")
        left_out = [f"--exclude-table-data=public.{table}" for table in sorted(NOT_KEPT)]
        failed = run_program(program, found.backup, *options, *left_out, output=file.fileno())
        os.fsync(descriptor)
    reader = find_program("pg_restore", major_of(program), found.programs)
    if failed or run_program(reader, found.backup, "--list", "--file", os.devnull, target):
        raise Problem("pg_dump failed (see above).", "mend that, then make another backup")
    return major_of(program)


def copy_heads(source: Path, target: Path) -> None:
    """All files of heads that are there."""
    target.mkdir(mode=0o700)
    for path in sorted(source.glob("heads-*.jsonl")) if source.name else ():
        shutil.copyfile(path, target / path.name)


def copy_evidence(found: Database, environment: Mapping[str, str], names: Mapping[str, str], target: Path) -> None:
    """Every file of evidence, compared with the digest that the database knows. Raises Problem."""
    target.mkdir(mode=0o700)
    copied = ask_store(environment, [*names], "--out", str(target))
    erased = erased_meanwhile(found, [name for name, digest in copied.items() if not digest])
    for name, digest in copied.items():
        if digest != names[name] and name not in erased:
            what = "is missing" if not digest else "is not the one that was put on record"
            raise Problem(
                f"The file {name} of evidence {what}.", "put it back from an older backup; nothing else mends it"
            )
    if erased:
        raise Problem(
            f"While the backup was made, files of evidence whose time had ended were erased ({len(erased)}), as they "
            "should be. Nothing is lost.",
            "make the backup again",
        )


def erased_meanwhile(found: Database, missing: Sequence[str]) -> set[str]:
    """Which of these names the database counts on no longer: the sweep records that before it removes a file."""
    if not missing:
        return set()
    with snapshot(found.backup) as now:
        return {*missing} - now.evidence().keys()


def ask_store(environment: Mapping[str, str], names: Sequence[str], *what: str) -> dict[str, str]:
    """What the store of evidence has under these names, and does with them. Raises Problem."""
    if not names:
        return {}
    lines = manage(environment, "evidence_files", *what, said="\n".join(names)).splitlines()
    return {each["name"]: each["digest"] for each in map(json.loads, lines)}


def describe(
    moment: Snapshot, folder: Path, evidence: dict[str, str], dumped_with: int, *, holds_evidence: bool
) -> Manifest:
    """The manifest of what is in the folder now."""
    reports, reports_digest = moment.reports()
    return Manifest(
        made_at=moment.moment.isoformat(timespec="seconds"),
        product=str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]),
        server=moment.server,
        dumped_with=dumped_with,
        migrations=moment.migrations(),
        rows=moment.rows(),
        reports=reports,
        reports_digest=reports_digest,
        evidence=evidence,
        holds_evidence=holds_evidence,
        heads=moment.heads(),
        files=dict(digests_in(folder)),
    )


def manage(environment: Mapping[str, str], *arguments: str, said: str = "") -> str:
    """Runs a manage.py command with `said` as its input; what it printed. Raises Problem."""
    result = subprocess.run(
        [sys.executable, MANAGE, *arguments],  # in a container there is no .venv
        cwd=ROOT,
        env=dict(environment),
        input=said,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode:
        raise Problem(f"manage.py {arguments[0]} failed (see above).", "./run doctor")
    return result.stdout
