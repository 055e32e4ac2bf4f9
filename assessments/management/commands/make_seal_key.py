"""Make a self-issued sealing key, for trying out and until the organisation installs its own."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.report.sealing import make_self_issued_key


class Command(BaseCommand):
    """Never overwrites a key."""

    help = "Makes a self-issued sealing key in SEAL_KEY_FILE with a random passphrase in SEAL_PASSPHRASE_FILE."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Write both files, readable by their owner only."""
        paths = [os.environ.get(name, "") for name in ("SEAL_KEY_FILE", "SEAL_PASSPHRASE_FILE")]
        if not all(paths):
            raise CommandError("Set SEAL_KEY_FILE and SEAL_PASSPHRASE_FILE to the paths of the two files to make.")
        key, passphrase = (Path(each) for each in paths)
        if key.exists():
            self.stdout.write("A sealing key is there already; nothing was changed.")
            return
        for each in (key, passphrase):
            each.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_self_issued_key(key, self._passphrase(passphrase), "frcompliance, self-issued", timezone.now())
        self.stdout.write("A self-issued sealing key was made. Reports say so until you install your own.")

    @staticmethod
    def _passphrase(path: Path) -> str:
        """The passphrase that is there already, or a new random one."""
        if path.exists() and (known := path.read_text(encoding="utf-8").strip()):
            return known
        secret = secrets.token_urlsafe(32)
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secret)
        return secret
