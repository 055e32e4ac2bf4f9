"""The trail in a real database, bent with all rights of its owner: `verify_audit` and the stand-alone verifier on an
export or a dump of PostgreSQL say the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from psycopg import Cursor
from psycopg.sql import SQL, Identifier
from pytest_django.fixtures import Settings

from assessments.models import AuditEvent
from assessments.services.access import scope
from assessments.services.audit import row_of
from assessments.services.heads import write_heads
from assessments.services.heads_files import files_in
from assessments.services.trail_keys import make_trail_key
from tests.conftest import NOW, Cast, at, start
from tests.services.superuser import TABLES, Statement, as_owner
from tests.trail.made import event, told

ROOT = Path(__file__).parent.parent.parent
TO_THE_END = (
    "UPDATE assessments_audithead SET sequence = coalesce((SELECT max(sequence) FROM assessments_auditevent), 0),"
    " digest = coalesce((SELECT digest FROM assessments_auditevent ORDER BY sequence DESC LIMIT 1), repeat('0', 64))"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A trail of two organisations with its heads."""

    cast: Cast
    heads: Path
    key: Path

    def verify(self, *, heads: bool = True) -> str:
        """What `verify_audit` finds broken."""
        given = ["--heads", str(self.heads), "--key", str(self.key)] if heads else []
        try:
            call_command("verify_audit", "--organisation", str(self.cast.organisation_id), *given, stdout=StringIO())
        except CommandError as found:
            return str(found)
        return ""

    def verify_elsewhere(self, dump: Path, *, heads: bool = True) -> str:
        """What the stand-alone verifier finds broken."""
        given = ["--heads", str(self.heads), "--key", str(self.key)] if heads else []
        code, lines = told([str(dump), "--organisation", str(self.cast.organisation_id), *given])
        broken = [line for line in lines if line.startswith("BROKEN")]
        assert code == bool(broken), lines
        return "\n".join(broken)

    def export(self) -> Path:
        """What `export_audit` writes."""
        path = self.heads.parent / "trail.jsonl"
        call_command("export_audit", "--organisation", str(self.cast.organisation_id), "--output", str(path))
        return path

    def dump(self) -> Path:
        """Both tables as pg_dump writes them, with another table in between."""
        path = self.heads.parent / "trail.sql"
        with scope(self.cast.organisation_id), connection.cursor() as cursor, path.open("wb") as file:
            for table in (TABLES[0], "assessments_membership", TABLES[1]):
                file.write(b"--\n-- Data for a table\n--\n\n")
                file.writelines(copied(cursor.cursor, table))
        return path


def copied(cursor: Cursor, table: str) -> Iterator[bytes]:
    cursor.execute(SQL("SELECT * FROM {} LIMIT 0").format(Identifier(table)))
    columns = ", ".join(each.name for each in cursor.description or ())
    yield f"COPY public.{table} ({columns}) FROM stdin;\n".encode()
    with cursor.copy(SQL("COPY (SELECT * FROM {}) TO STDOUT").format(Identifier(table))) as copy:
        yield from map(bytes, copy)
    yield b"\\.\n"


@pytest.fixture
def kept(cast: Cast, tmp_path: Path, settings: Settings) -> Kept:
    make_trail_key(tmp_path / "trail.pem")
    settings.TRAIL_KEY, settings.TRAIL_FOLDER = (tmp_path / "trail.pem").read_text(), str(tmp_path / "heads")
    for number in range(3):
        start(cast.assessor, f"Gates {number}")
        start(at(cast.outsider, NOW + timedelta(seconds=number)))
        write_heads(NOW + timedelta(minutes=number))
    return Kept(cast, tmp_path / "heads", tmp_path / "trail.pub")


def sql(*statements: Statement) -> Callable[[Kept], None]:
    return lambda kept: as_owner(kept.cast.organisation_id, *statements)


def rewrite(kept: Kept) -> None:
    """Another event, and all later ones bound to it."""
    with scope(kept.cast.organisation_id):
        rows = [row_of(each) for each in AuditEvent.objects.order_by("sequence")]
    rows[2] = event(rows[2], subject=str(UUID(int=9)))
    for place in range(3, len(rows)):
        rows[place] = event(rows[place], previous=rows[place - 1].digest)
    as_owner(
        kept.cast.organisation_id,
        *(
            (
                "UPDATE assessments_auditevent SET subject = %s, payload = %s, previous_digest = %s, digest = %s"
                " WHERE sequence = %s",
                [row.subject, row.payload, row.previous, row.digest, row.sequence],
            )
            for row in rows
        ),
        TO_THE_END,
    )


def put_back(kept: Kept) -> None:
    """Both organisations as they were after the first head."""
    for one in (kept.cast.organisation_id, kept.cast.outsider.organisation_id):
        as_owner(
            one,
            "DELETE FROM assessments_auditevent WHERE sequence >"
            " (SELECT max(sequence) - 2 FROM assessments_auditevent)",
            TO_THE_END,
        )


def cut_heads(kept: Kept) -> None:
    path = files_in(kept.heads)[-1]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-2]))


BENT: dict[str, tuple[Callable[[Kept], None], str, bool]] = {
    # what is done, what both find, whether the database alone shows it
    "changed": (sql("UPDATE assessments_auditevent SET action = 'approve' WHERE sequence = 3"), "changed", True),
    "deleted": (sql("DELETE FROM assessments_auditevent WHERE sequence = 3"), "deleted", True),
    "inserted": (
        sql(
            "UPDATE assessments_auditevent SET sequence = sequence + 1000 WHERE sequence > 3",
            "UPDATE assessments_auditevent SET sequence = sequence - 999 WHERE sequence > 1000",
            "INSERT INTO assessments_auditevent SELECT gen_random_uuid(), 4, at, actor, action, subject, payload,"
            " previous_digest, digest, organisation_id FROM assessments_auditevent WHERE sequence = 3",
            TO_THE_END,
        ),
        "inserted",
        True,
    ),
    "reordered": (
        sql(
            "UPDATE assessments_auditevent SET sequence = 1000 WHERE sequence = 3",
            "UPDATE assessments_auditevent SET sequence = 3 WHERE sequence = 4",
            "UPDATE assessments_auditevent SET sequence = 4 WHERE sequence = 1000",
        ),
        "reordered",
        True,
    ),
    "redated": (
        sql("UPDATE assessments_auditevent SET at = at - interval '1 year' WHERE sequence = 3"),
        "redated",
        True,
    ),
    "tail cut": (sql("DELETE FROM assessments_auditevent WHERE sequence > 4", TO_THE_END), "tail cut", False),
    "all deleted": (sql("DELETE FROM assessments_auditevent", TO_THE_END), "all deleted", False),
    "end gone": (sql("DELETE FROM assessments_audithead"), "deleted", True),
    "rewritten": (rewrite, "rewritten", False),
    # Looked at alone, an organisation in a database that was put back has lost its tail.
    "put back": (put_back, "tail cut", False),
    "heads cut": (cut_heads, "heads cut", False),
}


@pytest.mark.parametrize("name", BENT)
def test_what_an_owner_of_the_database_does_is_found(kept: Kept, name: str) -> None:
    assert kept.verify() == ""
    assert kept.verify_elsewhere(kept.export()) == ""
    bend, expected, alone = BENT[name]
    bend(kept)
    found = kept.verify()
    assert f": {expected}." in found
    for dump in (kept.export(), kept.dump()):
        said = kept.verify_elsewhere(dump)
        assert f": {expected}." in said
        assert said.split(": ")[:2] == found.split(": ")[:2], "the same place"
        assert bool(kept.verify_elsewhere(dump, heads=False)) == alone
    kept_folder = kept.heads.rename(kept.heads.with_name("elsewhere"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.TRAIL_FOLDER", "")
        assert bool(kept.verify(heads=False)) == alone
    kept_folder.rename(kept.heads)


def test_a_database_that_was_put_back_is_named_as_such_over_all_organisations(kept: Kept) -> None:
    put_back(kept)
    with pytest.raises(CommandError) as found:
        call_command("verify_audit", stdout=StringIO())
    for one in (kept.cast.organisation_id, kept.cast.outsider.organisation_id):
        assert f"BROKEN {one}: event" in str(found.value)
    assert str(found.value).count("rolled back") == 2


def test_each_chain_is_told_with_its_length_and_witness(kept: Kept) -> None:
    out = StringIO()
    call_command("verify_audit", "--organisation", str(kept.cast.organisation_id), stdout=out)
    said = out.getvalue()
    assert "heads in" in said
    assert f"whole   {kept.cast.organisation_id}: 8 events" in said
    assert "witnessed up to event 8" in said


def test_without_heads_the_command_says_what_it_cannot_see(kept: Kept, settings: Settings) -> None:
    settings.TRAIL_FOLDER = ""
    out = StringIO()
    call_command("verify_audit", "--organisation", str(kept.cast.organisation_id), stdout=out)
    assert "would not be seen" in out.getvalue()


def test_events_of_the_last_minute_need_no_head_yet(kept: Kept) -> None:
    start(at(kept.cast.assessor, timezone.now()))
    assert kept.verify() == ""


@pytest.mark.parametrize("damage", ["no folder", "no key"])
def test_heads_that_cannot_be_read_are_no_pass(kept: Kept, damage: str, tmp_path: Path) -> None:
    (tmp_path / "no.pub").write_text("nothing")
    given = ["--heads", str(tmp_path / "nowhere")] if damage == "no folder" else ["--key", str(tmp_path / "no.pub")]
    with pytest.raises(CommandError, match=r"is no folder|cannot be checked"):
        call_command("verify_audit", *given, stdout=StringIO())


def test_the_verifier_runs_alone_with_nothing_of_the_product(kept: Kept, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    program = alone / "verify_trail.py"
    program.write_bytes((ROOT / "verifiers" / "verify_trail.py").read_bytes())
    here = str(kept.cast.organisation_id)
    arguments = [kept.export(), "--heads", kept.heads, "--key", kept.key, "--organisation", here]
    result = subprocess.run(
        [sys.executable, "-I", str(program), *map(str, arguments)],
        cwd=alone,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"whole   {kept.cast.organisation_id}: 8 events")
    assert "assessments" not in {line.split()[1].split(".")[0] for line in imports(program.read_text())}


def imports(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.startswith(("import ", "from "))]


@pytest.mark.parametrize("content", ["{", "[]", '{"kind":"event"}'])
def test_a_dump_that_cannot_be_read_is_no_pass(tmp_path: Path, content: str) -> None:
    (tmp_path / "trail.jsonl").write_text(content)
    code, lines = told([str(tmp_path / "trail.jsonl")])
    assert code == 2
    assert lines[0].startswith("Cannot be checked")


def test_a_sealed_report_is_a_witness_by_itself(kept: Kept, tmp_path: Path) -> None:
    with scope(kept.cast.organisation_id):
        mark = AuditEvent.objects.order_by("-sequence")[0]
    sealed = tmp_path / "assessment.json"
    sealed.write_text(
        f'{{"organisation":{{"id":"{kept.cast.organisation_id}"}},'
        f'"audit":{{"sequence":{mark.sequence},"digest":"{mark.digest}"}}}}'
    )
    assert told([str(kept.export()), "--sealed", str(sealed)])[0] == 0
    witnessed = [str(kept.export()), "--heads", str(kept.heads), "--key", str(kept.key), "--sealed", str(sealed)]
    assert "BROKEN" not in "".join(told([*witnessed, "--organisation", str(kept.cast.organisation_id)])[1])
    rewrite(kept)
    code, lines = told([str(kept.export()), "--sealed", str(sealed)])
    assert code == 1
    assert "rewritten" in lines[-1]
    sealed.write_text(sealed.read_text().replace(mark.digest, "0" * 64))
    code, lines = told(witnessed)
    assert code == 1
    assert any(line.startswith("BROKEN heads:") and "tells of another one" in line for line in lines)


def test_the_export_goes_to_standard_output_for_all_without_a_trial(
    kept: Kept, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    call_command("export_audit")
    written = capfdbinary.readouterr().out
    assert written.count(b'"kind":"export"') == 1
    assert written.count(str(kept.cast.organisation_id).encode()) > 8


def test_make_trail_key_needs_to_know_where_and_never_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRAIL_KEY_FILE", raising=False)
    with pytest.raises(CommandError, match="TRAIL_KEY_FILE"):
        call_command("make_trail_key")
    monkeypatch.setenv("TRAIL_KEY_FILE", str(tmp_path / "deep" / "trail.pem"))
    out = StringIO()
    call_command("make_trail_key", stdout=out)
    before = (tmp_path / "deep" / "trail.pem").read_bytes()
    call_command("make_trail_key", stdout=out)
    assert (tmp_path / "deep" / "trail.pem").read_bytes() == before
    assert "was made" in out.getvalue()
    assert "nothing was changed" in out.getvalue()
