"""Makes the secrets for docker-compose.yml once, in var/container: `python3 -m tools.container_secrets`.

Standard library only. The folder is closed to other accounts; the files in it are readable, because Compose shows
them to the containers' accounts with the mode that they have here.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from tools.paths import VAR

FOLDER = VAR / "container"
SERVER = "database:5432"
ROLES = {
    "superuser_address": ("postgres", "postgres"),
    "owner_address": ("frc_owner", "frcompliance"),
    "runtime_address": ("frc_app", "frcompliance"),
    "backup_address": ("frc_backup", "frcompliance"),
}
LATER = ("backup_address",)
"""Of roles that `prepare` makes or brings into line whenever it runs: missing ones can be made beside the others."""


def make_secrets(folder: Path) -> list[Path]:
    """Writes what is missing; returns what was written."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = secrets.token_urlsafe(32)
    wanted = {"secret_key": secrets.token_urlsafe(50), "postgres_password": password}
    for name, (role, database) in ROLES.items():
        own = password if role == "postgres" else secrets.token_urlsafe(32)
        wanted[name] = f"postgresql://{role}:{own}@{SERVER}/{database}"
    present = [name for name in wanted if (folder / name).exists()]
    if present:
        # The database knows the others already: all or none.
        wanted = {name: content for name, content in wanted.items() if name in LATER and name not in present}
    for name, content in wanted.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in wanted]


if __name__ == "__main__":
    made = make_secrets(FOLDER)
    print("\n".join(f"made {path}" for path in made) or f"The secrets are in {FOLDER} already; nothing was changed.")
