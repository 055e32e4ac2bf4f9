"""Settings come from the environment, and secrets also from files: NAME, or NAME_FILE with the path of a file."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingMissing(Exception):
    """A setting names a file that cannot be read."""


def read(name: str, default: str = "", *, may_come_later: bool = False) -> str:
    """The value of NAME, or the stripped content of the file named by NAME_FILE.

    A file that is not there raises SettingMissing, or gives the default where it `may_come_later`.
    """
    if name in os.environ:
        return os.environ[name]
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return default
    if may_come_later and not Path(path).exists():
        return default
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise SettingMissing(f"{name}_FILE names a file that cannot be read: {problem.strerror}") from None


def flag(name: str) -> bool:
    """Whether NAME is switched on: 1, true, yes or on."""
    return read(name).lower() in ("1", "true", "yes", "on")


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [each.strip() for each in read(name, default).split(",") if each.strip()]


NOTICES_SILENCE: dict[str, object] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A server that has vanished without a word is noticed within seconds, not hours; an address may say otherwise."""


def database(address: str, pool_size: int, statement_seconds: float = 0) -> dict[str, object]:
    """Django's settings for a postgresql:// address.

    `pool_size` 0 means one connection for each thread; `statement_seconds` 0 leaves limits to the server.
    """
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    given = {key: value for key, value in query.items() if key not in ("host", "port")}
    options: dict[str, object] = {**NOTICES_SILENCE, **given}
    if statement_seconds:
        options["options"] = " ".join([given.get("options", ""), *_limits(statement_seconds)]).strip()
    if pool_size:
        options["pool"] = {"min_size": 2, "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _limits(statement_seconds: float) -> list[str]:
    """How long a statement may take, wait for a lock, and leave its transaction idle."""
    statement = int(statement_seconds * 1000)
    return [
        f"-c statement_timeout={statement}",
        f"-c lock_timeout={statement * 2 // 5}",
        f"-c idle_in_transaction_session_timeout={statement * 3}",
    ]
