"""As `settings`, without session, person and tokens: what Django and the database need at the very least."""

from __future__ import annotations

from benchmarks.playing.settings import *  # noqa: F403

MIDDLEWARE = ["assessments.web.compressing.CompressedText", "django.middleware.common.CommonMiddleware"]
