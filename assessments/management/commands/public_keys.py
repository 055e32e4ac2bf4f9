"""Write what others check seals and heads with: the certificates of the sealing key, the public key of the trail."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from assessments.report.keys import SealKeyUnusable
from assessments.services.seal_setup import current_key
from assessments.services.trail_keys import TrailKeyUnusable, load_trail_key


class Command(BaseCommand):
    """Nothing secret is written."""

    help = "Writes seal.pem (certificates of the sealing key) and trail.pub (public key of the audit trail)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, help="folder for the files")

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        """What there is; a key that cannot be opened here is said."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            seal = current_key()
            pems = [each.public_bytes(Encoding.PEM) for each in (seal.certificate, *seal.chain)]
            (folder / "seal.pem").write_bytes(b"".join(pems))
        except SealKeyUnusable as problem:
            self.stderr.write(f"No certificates of the sealing key: {problem}")
        try:
            public = load_trail_key(settings.TRAIL_KEY).private.public_key()
            pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            (folder / "trail.pub").write_bytes(pem)
        except TrailKeyUnusable as problem:
            self.stderr.write(f"No public key of the audit trail: {problem}")
