"""Whether a restored database is the one that was backed up, and what happened after the backup."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.manifest import NOT_KEPT, Manifest
from tools.snapshot import snapshot

Mark = tuple[int, str]
"""Number of an event, and when it was witnessed."""


def differences(address: str, manifest: Manifest) -> Iterator[str]:
    """Rows, migrations, seals and ends of chains that are not as in the manifest. As a role that sees every row."""
    with snapshot(address) as moment:
        rows = moment.rows()
        for table in sorted({*rows, *manifest.rows} - NOT_KEPT):  # older manifests name those too
            if rows.get(table) != manifest.rows.get(table):
                yield f"{table} has {rows.get(table)} rows, not {manifest.rows.get(table)}"
        if moment.migrations() != manifest.migrations:
            yield "the migrations are not those of the backup"
        yield from (f"report {each} is not the file that was sealed" for each in moment.changed_reports())
        if moment.reports() != (manifest.reports, manifest.reports_digest):
            yield "the sealed reports are not those of the backup"
        if moment.evidence() != manifest.evidence:
            yield "the evidence on record is not that of the backup"
        if moment.heads() != manifest.heads:
            yield "the chains of the audit trail end elsewhere than in the backup"


def lost_since(manifest: Manifest, heads: Path) -> Iterator[str]:
    """What heads outside have witnessed that is not in the backup: it is older than what they tell."""
    newest = newest_heads(heads) if heads.name else {}
    for organisation, (number, at) in sorted(newest.items()):
        known = int(str(manifest.heads.get(organisation, [0])[0]))
        if number > known:
            yield (
                f"LOST: events {known + 1} to {number} of organisation {organisation}, which a head outside tells of "
                f"at {at}; the backup is of {manifest.made_at}. It can only be read until that is explained "
                "(manage.py end_read_only)."
            )


def newest_heads(folder: Path) -> Mapping[str, Mark]:
    """The newest head of every organisation, as the files say; whether they are genuine, verify_audit checks."""
    found: dict[str, Mark] = {}
    for path in sorted(folder.glob("heads-*.jsonl")):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                said = json.loads(line)
                mark = (int(said["sequence"]), str(said["at"]))
                found[str(said["organisation"])] = max(mark, found.get(str(said["organisation"]), mark))
            except (ValueError, KeyError, TypeError):
                continue  # the rest of a write that was cut off
    return found
