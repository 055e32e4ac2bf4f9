"""Django settings, from the environment only. What each name means is listed in the README."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from frcompliance.environment import choice, database, flag, number, read, words
from frcompliance.evidence_settings import evidence_storage
from frcompliance.log_lines import logging_settings
from frcompliance.oidc_settings import identity_provider
from frcompliance.seal_settings import seal_settings

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = flag("DEBUG")
SECRET_KEY_GIVEN = bool(read("SECRET_KEY"))
# Commands that need no secret run without one; the web server and the worker refuse to start then (services.startup).
SECRET_KEY = read("SECRET_KEY") or secrets.token_urlsafe(50)
# Those from before: what they signed and locked can still be read.
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = words("ALLOWED_HOSTS")
PUBLIC_ADDRESS = read("PUBLIC_ADDRESS", "http://127.0.0.1:8200").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS] if PUBLIC_ADDRESS.startswith("https://") else []

# Web server (wsgi.py) and worker (manage.py) have limits of their own; other commands have none.
DATABASES = {
    "default": database(
        read("DATABASE_URL"),
        number("DATABASE_POOL_SIZE", 8),
        number("DATABASE_STATEMENT_SECONDS", 0, most=3600),
        pooled=flag("DATABASE_POOLER"),
    )
}
# For tests and trials of the machinery: a database that may lose what it acknowledged.
THROWAWAY_DATABASE = flag("THROWAWAY_DATABASE")

SEAL_KEY_FILE = read("SEAL_KEY_FILE")
# `make_seal_key` writes the file; the signer says so itself when the key cannot be opened.
SEAL_PASSPHRASE = read("SEAL_PASSPHRASE", may_come_later=True)
SEAL = seal_settings()
# Every process that says what a report is worth reads it, not the signer alone.
DISTRUSTED_SEALS_FILE = read("DISTRUSTED_SEALS_FILE")

# Where the worker tells every chain of the audit trail outside the database, and the key that signs it. The web server
# needs neither.
TRAIL_FOLDER = read("TRAIL_FOLDER")
TRAIL_KEY = read("TRAIL_KEY", may_come_later=True)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "formtools",
    "csp",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "assessments",
]

MIDDLEWARE = [
    "assessments.web.tracing.Traced",
    "assessments.web.edge.LightSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "assessments.web.compressing.CompressedText",
    "assessments.web.edge.KeptByNobody",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "assessments.web.edge.WellFormedText",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "frcompliance.urls"
WSGI_APPLICATION = "frcompliance.wsgi.application"
FORM_RENDERER = "assessments.web.rendering.FormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "assessments.web.display.display",
            ]
        },
    }
]

AUTH_USER_MODEL = "assessments.Person"
SHORTEST_PASSWORD = 12
_LENGTH = "django.contrib.auth.password_validation.MinimumLengthValidator"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _LENGTH, "OPTIONS": {"min_length": SHORTEST_PASSWORD}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Signing in is django-allauth's, in pages of our own. Attempts are counted in the database: web processes share nothing
# else, and a code that one of them has taken must be void for the others.
# Django would throw counts away from the 300th on, so that whoever fills the table could guess on.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "assessments_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
ACCOUNT_ADAPTER = "assessments.web.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_FORMS = {"reauthenticate": "assessments.web.factor_forms.ConfirmPasswordForm"}
# Many people may share one network address, so that an account is locked sooner than an address.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "50/5m/ip,10/15m/key",
    "reset_password": "20/h/ip,3/h/key",
    "provider": "120/m/ip",
}
# Passkeys cannot be guessed, and those that are right count too: a whole office in the morning has to come in.
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "assessments.web.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # Addresses are proved by invitation links; allauth's own list of them stays empty.
MFA_FORMS = {
    "authenticate": "assessments.web.factor_forms.SignInCodeForm",
    "reauthenticate": "assessments.web.factor_forms.ConfirmCodeForm",
    "activate_totp": "assessments.web.factor_forms.AppForm",
    "add_webauthn": "assessments.web.factor_forms.PasskeyForm",
}
# Signing in at the company's identity provider; None where none is set.
IDENTITY_PROVIDER = identity_provider()
SOCIALACCOUNT_ADAPTER = "assessments.web.provider_adapter.ProviderAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "landing"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "assessments" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = Path(read("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Evidence: outside of everything that is served, or in a bucket (EVIDENCE_S3_BUCKET).
EVIDENCE_DIR = Path(read("EVIDENCE_DIR", str(BASE_DIR / "var" / "evidence")))
EVIDENCE_FILE_BYTES = number("EVIDENCE_FILE_MB", 20) * 1_000_000
EVIDENCE_IN_BUCKET = bool(read("EVIDENCE_S3_BUCKET"))
# For each organisation.
EVIDENCE_QUOTA_BYTES = number("EVIDENCE_QUOTA_MB", 2000) * 1_000_000
EVIDENCE_PER_QUESTION = number("EVIDENCE_PER_QUESTION", 20)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "frcompliance.static_files.SmallStaticFiles"},
    "evidence": evidence_storage(EVIDENCE_DIR),
}

WHITENOISE_ALLOW_ALL_ORIGINS = False

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Over plain HTTP a browser would not send secure cookies; only a loopback installation may ask for that.
_SECURE = not flag("INSECURE_HTTP")
# How many proxies stand in front, each of which adds an address to X-Forwarded-For; 0: none, such headers mean nothing.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", int(flag("BEHIND_PROXY")), most=10)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
if _SECURE:
    # Browsers take such names only from this very host, over TLS: no neighbour in the domain can plant one.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SESSION_ENGINE = "assessments.web.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "assessments.web.errors.forged"
SECURE_SSL_REDIRECT = _SECURE and flag("SSL_REDIRECT", "1")
# Whoever asks these from inside need not speak TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$", r"^metrics/$"]
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("HSTS_SUBDOMAINS", "1")
# W001: LightSecurity is Django's middleware. W021: whether browsers preload a domain is for its owner to decide.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": under it browsers send "Origin: null" with forms, which no check against forgery can accept.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "assessments.web.receiving.UploadGate",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = read("UPLOAD_DIR") or None

# Trials without an account: how many the installation holds at once (0: none are offered), and how many one network
# address may begin in a day.
TRIALS_AT_ONCE = number("TRIALS_AT_ONCE", 200)
TRIALS_PER_ADDRESS = number("TRIALS_PER_ADDRESS", 10)

# Invitations and links to new passwords go by mail. Until a server is named they stand where the web server prints.
EMAIL_HOST = read("EMAIL_HOST")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = number("EMAIL_PORT", 587)
EMAIL_HOST_USER = read("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = read("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_HOST_USER != "" and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read("EMAIL_FROM", "frcompliance@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        # Not all browsers know the newer one; the name stands in the header of assessments.web.edge.
        "report-uri": ["/policy-report/"],
        "report-to": "policy",
    }
}

PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_IMPORT_PATHS = ["assessments.jobs.tasks"]

LOG_LEVELS = ("WARNING", "DEBUG", "INFO", "ERROR", "CRITICAL")
LOGGING = logging_settings(choice("LOG_FORMAT", ("text", "json")), choice("LOG_LEVEL", LOG_LEVELS))
# Without it there are no figures: /metrics/ is not found.
METRICS_TOKEN = read("METRICS_TOKEN", may_come_later=True)
