"""Settings of the product, with the addresses of `tests.e2e.scenes.mistakes` beside its own."""

from frcompliance.settings import *  # noqa: F403  the settings are the product's

ROOT_URLCONF = "tests.e2e.scenes.mistakes"
