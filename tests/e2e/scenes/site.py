"""The product as the scenes see it: besides its own addresses, one that goes wrong in each way that has a page."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.e2e.scenes.settings")

from frcompliance.wsgi import application
from tests.e2e.scenes.newer import make_newer_current, make_newer_known

make_newer_known()
if os.environ.get("SCENES_NEWER"):
    make_newer_current()

__all__ = ["application"]
