"""The trail in a real database, bent with all rights of its owner: `verify_audit` and the stand-alone verifier on an
export or a dump of PostgreSQL say the same."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from assessments.models import AuditEvent
from assessments.services.access import scope
from assessments.services.heads import write_heads
from assessments.services.trail_keys import make_trail_key
from tests.conftest import NOW, Cast, at, start
from trust.trail.database import BENT, Kept, put_back, rewrite
from trust.trail.made import told

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def kept(cast: Cast, tmp_path: Path, settings: Settings) -> Kept:
    make_trail_key(tmp_path / "trail.pem")
    settings.TRAIL_KEY, settings.TRAIL_FOLDER = (tmp_path / "trail.pem").read_text(), str(tmp_path / "heads")
    for number in range(3):
        start(cast.assessor, f"Gates {number}")
        start(at(cast.outsider, NOW + timedelta(seconds=number)))
        write_heads(NOW + timedelta(minutes=number))
    return Kept(cast, tmp_path / "heads", tmp_path / "trail.pub")


@pytest.mark.parametrize("name", BENT)
def test_what_an_owner_of_the_database_does_is_found(kept: Kept, name: str) -> None:
    assert kept.verify() == ""
    assert kept.verify_elsewhere(kept.export()) == ""
    bend, expected, alone = BENT[name]
    bend(kept, 3)
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
    put_back(kept, 3)
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
    rewrite(kept, 3)
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
