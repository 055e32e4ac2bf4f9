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


def database(address: str, pool_size: int) -> dict[str, object]:
    """Django's settings for a postgresql:// address; `pool_size` 0 means one connection for each thread."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    options: dict[str, object] = {key: value for key, value in query.items() if key not in ("host", "port")}
    # The server plans a statement once for each connection, not each time: with row-level security planning is most of
    # what a small query costs.
    options |= {"server_side_binding": True, "prepare_threshold": 5}
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
