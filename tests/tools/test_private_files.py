"""Secrets on disk."""

from __future__ import annotations

from pathlib import Path

from tools.private_files import keep_secret, write_private


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    first = keep_secret(path)
    assert len(first) >= 40
    assert keep_secret(path) == first
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert [each.name for each in path.parent.iterdir()] == ["secret"]


def test_secrets_differ(tmp_path: Path) -> None:
    assert keep_secret(tmp_path / "a") != keep_secret(tmp_path / "b")


def test_a_secret_put_there_by_hand_is_kept(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("by hand\n")
    assert keep_secret(tmp_path / "mine") == "by hand"


def test_writing_replaces_content_and_mode(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("open to all")
    path.chmod(0o644)
    write_private(path, "closed")
    assert (path.read_text(), mode(path)) == ("closed", 0o600)
