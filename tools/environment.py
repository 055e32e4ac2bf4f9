"""The environment in which manage.py, gunicorn and the worker run."""

from __future__ import annotations

import os

from tools.addresses import Bind
from tools.databases import Database
from tools.paths import VAR
from tools.private_files import keep_secret
from tools.settings import is_given

NEVER_INHERITED = (
    *("DEBUG", "DATABASE_URL_FILE", "DATABASE_OWNER_URL_FILE", "DATABASE_BACKUP_URL_FILE"),
    *("PGOPTIONS", "PYTHONPATH", "PYTHONHOME"),
)
LOCAL_SEAL_KEY = VAR / "seal" / "seal.p12"
"""Made at the first start when SEAL_KEY_FILE names no other."""
LOCAL_TRAIL_KEY = VAR / "trail-key" / "trail.pem"
"""Made at the first start when TRAIL_KEY_FILE names no other."""
SIGNER_ONLY = ("SEAL_",)
"""Beginnings of names that only the signer is told."""
WORKER_ONLY = ("TRAIL_",)
"""Beginnings of names that only the worker is told."""


def product_environment(database: Database, bind: Bind) -> dict[str, str]:
    """As web and worker get it: the runtime role, and the owner's address only for preparing."""
    values = {name: value for name, value in os.environ.items() if name not in NEVER_INHERITED}
    values.update(
        DJANGO_SETTINGS_MODULE="frcompliance.settings",
        DATABASE_URL=database.runtime,
        PYTHONUNBUFFERED="1",
    )
    for name in ("DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
        values.pop(name, None)
    values.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    values.setdefault("PUBLIC_ADDRESS", bind.public_address)
    if bind.is_loopback:
        values.setdefault("INSECURE_HTTP", "1")
    values.update(secret_files())
    return values


def as_owner(environment: dict[str, str], database: Database) -> dict[str, str]:
    """For migrations and tests: the owner's role."""
    return {**environment, "DATABASE_URL": database.owner, "DATABASE_OWNER_URL": database.owner}


def secret_files() -> dict[str, str]:
    """Files in var/ for the secrets that the user has not given; each is made once. Beside them, where heads of the
    audit trail are kept."""
    made = {}
    if not is_given("SECRET_KEY"):
        keep_secret(VAR / "secret_key")
        made["SECRET_KEY_FILE"] = str(VAR / "secret_key")
    if not is_given("SEAL_KEY"):
        keep_secret(LOCAL_SEAL_KEY.with_name("passphrase"))
        made["SEAL_KEY_FILE"] = str(LOCAL_SEAL_KEY)
        made["SEAL_PASSPHRASE_FILE"] = str(LOCAL_SEAL_KEY.with_name("passphrase"))
    if not is_given("TRAIL_KEY"):
        made["TRAIL_KEY_FILE"] = str(LOCAL_TRAIL_KEY)
    if not is_given("TRAIL_FOLDER"):
        made["TRAIL_FOLDER"] = str(VAR / "trail")
    return made


def without(environment: dict[str, str], *beginnings: str) -> dict[str, str]:
    """The environment of a process that is not told settings whose names begin so."""
    return {name: value for name, value in environment.items() if not name.startswith(beginnings)}
