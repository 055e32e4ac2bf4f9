"""What the settings must be like before anybody relies on them: nothing weak, nothing that others can read or forge."""

from __future__ import annotations

import ipaddress
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET, FEWEST_CHARACTERS, SHORTEST_TOKEN = 32, 8, 24
KEY_FILES = (
    "SECRET_KEY_FILE",
    "SECRET_KEY_FALLBACKS_FILE",
    "SEAL_KEY_FILE",
    "SEAL_PASSPHRASE_FILE",
    "TRAIL_KEY_FILE",
    "SEAL_PKCS11_PIN_FILE",
)
"""Settings that name files with secrets of the product."""
MOUNTED = Path("/run/secrets")
"""Where containers are shown secrets with a mode that they cannot choose; nobody else is in there."""


def refuse_unsafe_settings() -> None:
    """Raises ImproperlyConfigured with everything that is wrong, a line each, and its mend."""
    wrong = [*_wrong_secrets(), *_wrong_addresses(), *_open_files()]
    if wrong:
        raise ImproperlyConfigured("\n".join(wrong))


def _wrong_secrets() -> Iterator[str]:
    if not settings.SECRET_KEY_GIVEN:
        yield "SECRET_KEY is not set. Set SECRET_KEY_FILE to a file with a long random text."
    elif weakness := _weakness(settings.SECRET_KEY):
        yield f"SECRET_KEY {weakness}. Use a long random text."
    for weakness in sorted({_weakness(str(each)) for each in settings.SECRET_KEY_FALLBACKS} - {""}):
        yield f"One of SECRET_KEY_FALLBACKS {weakness}. Take it out."
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        yield f"METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters. Use a long random text, or none."


def _weakness(secret: str) -> str:
    """How a secret could be guessed; empty for a good one."""
    if len(secret) < SHORTEST_SECRET:
        return f"is shorter than {SHORTEST_SECRET} characters"
    return "repeats a few characters" if len(set(secret)) < FEWEST_CHARACTERS else ""


def _wrong_addresses() -> Iterator[str]:
    public = urlsplit(settings.PUBLIC_ADDRESS)
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS must name the host names of this installation; * would let others choose them."
    if settings.SESSION_COOKIE_SECURE:
        if public.scheme != "https":
            yield f"PUBLIC_ADDRESS is {settings.PUBLIC_ADDRESS}. It must begin with https://"
        if not settings.TRUSTED_PROXIES:
            yield (
                "The product itself speaks no TLS. Put a proxy with TLS in front and set TRUSTED_PROXIES=1; or, for "
                "this machine alone, INSECURE_HTTP=1."
            )
    elif not is_loopback(public.hostname or ""):
        yield (
            f"INSECURE_HTTP is for one machine alone, and PUBLIC_ADDRESS is {settings.PUBLIC_ADDRESS}. Take "
            "INSECURE_HTTP away and put a proxy with TLS in front."
        )
    if settings.DEBUG and settings.SESSION_COOKIE_SECURE:
        yield "DEBUG shows the inside of the program to everybody. Take it away."


def is_loopback(host: str) -> bool:
    """Whether only this machine is meant."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _open_files() -> Iterator[str]:
    for name in KEY_FILES:
        path = Path(os.environ.get(name, ""))
        if not path.name or not path.is_file():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        may_be_read = path.is_relative_to(MOUNTED)
        if mode & 0o022 or (mode & 0o004 and not may_be_read):
            what = "change" if mode & 0o022 else "read"
            yield f"{name}: other accounts may {what} {path}. Run: chmod 600 {path}"
