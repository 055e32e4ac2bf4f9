"""All scenes: what is looked at, checked and photographed."""

from __future__ import annotations

from tests.e2e.scenes.inside import INSIDE
from tests.e2e.scenes.outside import OUTSIDE
from tests.e2e.scenes.people import PEOPLE
from tests.e2e.scenes.scene import Scene
from tests.e2e.scenes.security import SECURITY
from tests.e2e.scenes.steps import STEPS

SCENES: tuple[Scene, ...] = (*OUTSIDE, *STEPS, *INSIDE, *PEOPLE, *SECURITY)
