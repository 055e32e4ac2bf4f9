"""Settings for tests: the product's own, with fast passwords and one connection for each thread."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("DATABASE_POOL_SIZE", "0")
os.environ.setdefault("INSECURE_HTTP", "1")

from frcompliance.settings import *  # noqa: F403  the environment must be set first

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EVIDENCE = tempfile.mkdtemp(prefix="frcompliance-evidence-")
atexit.register(shutil.rmtree, EVIDENCE, ignore_errors=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "evidence": {"BACKEND": "frcompliance.evidence_folder.EvidenceFolder", "OPTIONS": {"location": EVIDENCE}},
}
STATIC_ROOT = BASE_DIR / "static"  # noqa: F405  an existing folder; nothing is collected in tests
# All trials of the tests come from one address, and stay in the database; tests of the limits set their own.
TRIALS_AT_ONCE = TRIALS_PER_ADDRESS = 10_000
# All tests sign in from one address.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10000/m/ip,10/15m/key",
    "login": "10000/m/ip",
    "reset_password": "10000/m/ip,3/h/key",
    "provider": "10000/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "10000/m/ip"}
