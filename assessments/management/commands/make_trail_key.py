"""Make the key that signs the heads of the audit trail, once."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.services.trail_keys import make_trail_key, public_file


class Command(BaseCommand):
    """Never overwrites a key."""

    help = "Makes the Ed25519 key that signs heads of the audit trail in TRAIL_KEY_FILE, with its public half beside."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Write both files, the private one readable by its owner only."""
        named = os.environ.get("TRAIL_KEY_FILE", "")
        if not named:
            raise CommandError("Set TRAIL_KEY_FILE to the path of the file to make.")
        path = Path(named)
        if path.exists():
            self.stdout.write("A key for the audit trail is there already; nothing was changed.")
            return
        name = make_trail_key(path)
        self.stdout.write(f"A key for the audit trail was made: {name}")
        self.stdout.write(f"Give {public_file(path)} to those who check the trail, by a way of its own.")
