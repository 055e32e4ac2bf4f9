"""What an installation behind TLS looks like from outside: Django's own checks, headers, cookies, redirects."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "a long random text that nobody guesses: 0f8fad5b-d9cb-469f-a165-70867728950e",
    "DATABASE_URL": "postgresql://role@127.0.0.1:1/name",
    "ALLOWED_HOSTS": "assess.example",
    "PUBLIC_ADDRESS": "https://assess.example",
    "TRUSTED_PROXIES": "1",
    "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
    "PATH": os.environ["PATH"],
}
ASK = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "frcompliance.settings"
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
import django
django.setup()
from django.test import Client
client = Client(HTTP_HOST="assess.example")
told = {}
for name, headers in (("plain", {}), ("tls", {"X-Forwarded-Proto": "https"})):
    answer = client.get("/help/glossary/", headers=headers)
    told[name] = {"status": answer.status_code, "headers": dict(answer.headers)}
told["probe"] = {"status": client.get("/metrics/").status_code}
posted = client.post("/i18n/setlang/", {"language": "en"}, headers={"X-Forwarded-Proto": "https"})
told["cookies"] = {name: dict(one) for name, one in posted.cookies.items()}
told["names"] = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME]
print(json.dumps(told))
"""


def run(*command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**PRODUCTION, **changes}, capture_output=True, text=True, check=False
    )


def test_djangos_checks_for_deployment_have_nothing_to_say() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_djangos_checks_would_have_something_to_say() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", INSECURE_HTTP="1", HSTS_SUBDOMAINS="0")
    assert done.returncode == 1
    assert "security.W012" in done.stderr


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    done = run("-c", ASK)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_pages_say_what_browsers_may_do(seen: dict[str, Any]) -> None:
    headers = seen["tls"]["headers"]
    assert seen["tls"]["status"] == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Reporting-Endpoints"] == 'policy="/policy-report/"'
    assert "camera=()" in headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "report-uri /policy-report/" in policy
    assert "report-to policy" in policy
    assert "unsafe" not in policy


def test_plain_http_leads_to_tls_but_for_probes(seen: dict[str, Any]) -> None:
    assert seen["plain"]["status"] == 301
    assert seen["plain"]["headers"]["Location"] == "https://assess.example/help/glossary/"
    assert seen["probe"]["status"] == 404


def test_cookies_hold_for_this_host_over_tls_alone(seen: dict[str, Any]) -> None:
    assert all(name.startswith("__Host-") for name in seen["names"])
    cookie = seen["cookies"]["__Host-language"]
    assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["httponly"]) == (True, "/", "", True)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("INSECURE_HTTP", "maybe", "INSECURE_HTTP is 'maybe'. Say 1 or 0."),
        ("TRUSTED_PROXIES", "one", "TRUSTED_PROXIES is 'one'. Say a whole number from 0 to 10."),
        ("TRUSTED_PROXIES", "11", "whole number from 0 to 10"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT is 'xml'. Say one of: text, json."),
        ("DATABASE_POOL_SIZE", "-1", "Say a whole number"),
        ("SECRET_KEY_FILE", "/no/such/file", "SECRET_KEY_FILE names a file that cannot be read"),
        ("SECRET_KEY_FALLBACKS_FILE", "/no/such/file", "SECRET_KEY_FALLBACKS_FILE names a file that cannot be read"),
    ],
)
def test_a_value_that_means_nothing_is_refused_with_a_sentence(name: str, value: str, sentence: str) -> None:
    changes = {name: value}
    environment = {key: kept for key, kept in PRODUCTION.items() if key != name.removesuffix("_FILE")}
    done = subprocess.run(
        [sys.executable, "-c", "import frcompliance.settings"],
        cwd=ROOT,
        env={**environment, **changes},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
