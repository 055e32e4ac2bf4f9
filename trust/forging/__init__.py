"""A corpus of forgeries of sealed reports, each with what it tries; every maker asserts that its change took effect."""

from __future__ import annotations

from importlib import import_module

from trust.forging.material import FORGERIES, Forgery, Material, make_material

KINDS = ("around", "updates", "certified", "rewrites", "containers", "ranges", "seconds")
"""The files with makers; reading them fills the corpus."""

for _kind in KINDS:
    import_module(f"{__name__}.{_kind}")

__all__ = ["FORGERIES", "KINDS", "Forgery", "Material", "make_material"]
