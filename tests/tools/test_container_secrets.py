"""Secrets for an installation in containers."""

from __future__ import annotations

from pathlib import Path

from tools.addresses import password_of, role_of
from tools.container_secrets import make_secrets


def test_all_are_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "container"
    made = make_secrets(folder)
    before = {path.name: path.read_text() for path in made}
    assert sorted(before) == [
        "backup_address",
        "owner_address",
        "postgres_password",
        "runtime_address",
        "secret_key",
        "superuser_address",
    ]
    assert make_secrets(folder) == []
    assert {path.name: path.read_text() for path in folder.iterdir()} == before


def test_the_folder_is_closed_and_every_password_differs(tmp_path: Path) -> None:
    folder = tmp_path / "container"
    make_secrets(folder)
    addresses = [(folder / f"{name}_address").read_text() for name in ("superuser", "owner", "runtime")]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [role_of(each) for each in addresses] == ["postgres", "frc_owner", "frc_app"]
    assert len({password_of(each) for each in addresses}) == 3
    assert password_of(addresses[0]) == (folder / "postgres_password").read_text()


def test_the_backups_role_can_come_later(tmp_path: Path) -> None:
    folder = tmp_path / "container"
    made = make_secrets(folder)
    before = {path.name: path.read_text() for path in made}
    (folder / "backup_address").unlink()
    assert make_secrets(folder) == [folder / "backup_address"]
    assert role_of((folder / "backup_address").read_text()) == "frc_backup"
    del before["backup_address"]
    assert {name: (folder / name).read_text() for name in before} == before
