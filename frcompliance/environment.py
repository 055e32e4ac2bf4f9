"""Settings come from the environment, and secrets also from files: NAME, or NAME_FILE with the path of a file."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ON, OFF = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


class SettingMissing(Exception):
    """A setting names a file that cannot be read."""


class SettingWrong(Exception):
    """A setting has a value that means nothing; the text says which would."""


def read(name: str, default: str = "", *, may_come_later: bool = False) -> str:
    """The value of NAME, or the stripped content of the file named by NAME_FILE.

    What is empty counts as not given where a file is named: compose files hand on every variable they know.
    A file that is not there raises SettingMissing, or gives the default where it `may_come_later`.
    """
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value or not path:
        return default if value is None else value
    if may_come_later and not Path(path).exists():
        return default
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise SettingMissing(f"{name}_FILE names a file that cannot be read: {problem.strerror}") from None


def flag(name: str, default: str = "") -> bool:
    """Whether NAME is switched on: 1, true, yes or on. Raises SettingWrong for what is neither on nor off."""
    value = read(name, default).lower()
    if value not in (*ON, *OFF):
        raise SettingWrong(f"{name} is {value!r}. Say 1 or 0.")
    return value in ON


def number(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number. Raises SettingWrong for anything else, and outside of the bounds."""
    value = read(name, str(default))
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingWrong(f"{name} is {value!r}. Say a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, values: tuple[str, ...]) -> str:
    """One of the values, the first where nothing is said. Raises SettingWrong for any other."""
    value = read(name, values[0])
    if value not in values:
        raise SettingWrong(f"{name} is {value!r}. Say one of: {', '.join(values)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas or blanks."""
    return read(name, default).replace(",", " ").split()


NOTICES_SILENCE: dict[str, object] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A server that has vanished without a word is noticed within seconds, not hours; an address may say otherwise."""


def database(address: str, pool_size: int, statement_seconds: int = 0, *, pooled: bool = False) -> dict[str, object]:
    """Django's settings for a postgresql:// address.

    `pool_size` 0 means one connection for each thread; `statement_seconds` 0 leaves limits to the server.
    `pooled`: a pooler lends connections for one transaction each, so that nothing may be kept with them.
    """
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    given = {key: value for key, value in query.items() if key not in ("host", "port")}
    options: dict[str, object] = {**NOTICES_SILENCE, **given}
    # The server plans a statement once for each connection, not each time: with row-level security planning is most of
    # what a small query costs.
    options |= {"server_side_binding": not pooled, "prepare_threshold": None if pooled else 5}
    if statement_seconds and not pooled:
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


def _limits(statement_seconds: int) -> list[str]:
    """How long a statement may take, wait for a lock, and leave its transaction idle."""
    statement = statement_seconds * 1000
    return [
        f"-c statement_timeout={statement}",
        f"-c lock_timeout={statement * 2 // 5}",
        f"-c idle_in_transaction_session_timeout={statement * 3}",
    ]
