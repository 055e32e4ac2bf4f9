"""What answers say beside their content, in a table: by kind of answer, the header and what it must hold or be."""

from __future__ import annotations

from collections.abc import Mapping

PAGE = "page"
"""HTML that the product wrote."""
INSIDE = "page behind signing in"
FILE = "static file"
KINDS = (PAGE, INSIDE, FILE)

EVERYTHING: Mapping[str, tuple[str, ...]] = {
    "x-content-type-options": ("nosniff",),
    "strict-transport-security": ("max-age=31536000", "includeSubDomains"),
}
_PAGE: Mapping[str, tuple[str, ...]] = {
    **EVERYTHING,
    "content-security-policy": (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'"),
        *("connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"),
        *("report-uri /policy-report/", "report-to policy"),
    ),
    "x-frame-options": ("DENY",),
    "referrer-policy": ("same-origin",),
    "cross-origin-opener-policy": ("same-origin",),
    "cross-origin-resource-policy": ("same-origin",),
    "permissions-policy": ("camera=()", "microphone=()", "geolocation=()", "usb=()", "payment=()"),
    "cache-control": ("private",),
}
EXPECTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    PAGE: _PAGE,
    INSIDE: {**_PAGE, "cache-control": ("private", "no-store")},
    FILE: EVERYTHING,
}
NEVER: Mapping[str, tuple[str, ...]] = {
    "content-security-policy": ("unsafe-inline", "unsafe-eval", "http:", "https:", "data:", "*"),
    "access-control-allow-origin": ("",),
    "server": ("gunicorn/", "Python/"),
    "x-powered-by": ("",),
}
"""What no answer says; the empty word stands for the header itself."""
COOKIES: Mapping[str, tuple[str, ...]] = {
    "__Host-session": ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"),
    "__Host-csrf": ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"),
}


def faults_of(kind: str, headers: Mapping[str, str]) -> list[str]:
    """What is missing or too much."""
    found = [
        f"{name} lacks {word!r}: {headers.get(name, 'none')[:80]}"
        for name, words in EXPECTED[kind].items()
        for word in words
        if word not in headers.get(name, "")
    ]
    told = [(name, word) for name, words in NEVER.items() for word in words if name in headers]
    found += [f"{name} holds {word!r}" for name, word in told if word in headers[name]]
    return found + [each for line in headers.get("set-cookie", "").splitlines() for each in _cookie(line)]


def _cookie(line: str) -> list[str]:
    name = line.partition("=")[0]
    wanted = COOKIES.get(name, ("Secure",))
    return [f"cookie {name} lacks {word}" for word in wanted if word not in line]
