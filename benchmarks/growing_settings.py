"""The product's settings with stock wizards beside its pages, for a comparison in the same process."""

from __future__ import annotations

from frcompliance.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.growing"
ALLOWED_HOSTS = ["testserver"]
