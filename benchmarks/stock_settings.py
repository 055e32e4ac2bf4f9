"""The product's settings with Django's admin site as it is usually installed, for a comparison in the same process."""

from __future__ import annotations

from frcompliance.settings import *  # noqa: F403

INSTALLED_APPS += ["django.contrib.admin.apps.SimpleAdminConfig", "django.contrib.messages"]  # noqa: F405
MIDDLEWARE += ["django.contrib.messages.middleware.MessageMiddleware"]  # noqa: F405
TEMPLATES[0]["OPTIONS"]["context_processors"].append("django.contrib.messages.context_processors.messages")  # type: ignore[index]  # noqa: F405
ROOT_URLCONF = "benchmarks.stock"
ALLOWED_HOSTS = ["testserver"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
