"""The product's addresses, and beside them stock wizards with the questions of the synthetic editions."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from assessments.domain.catalogue import Catalogue
from benchmarks.playing.script import Script, script_of
from benchmarks.playing.stock import wizard_of
from benchmarks.synthetic import synthetic_answers

scripts: dict[int, Script] = {}
"""Filled before the first request."""


def add(steps: int, catalogue: Catalogue) -> Script:
    """Have a stock wizard with the questions of this edition."""
    scripts[steps] = script_of(catalogue, synthetic_answers(catalogue))
    view = wizard_of(scripts[steps].steps, f"stock{steps}")
    urlpatterns.insert(0, path(f"stock{steps}/<str:step>/", view, name=f"stock{steps}"))
    return scripts[steps]


urlpatterns: list[URLPattern | URLResolver] = [path("", include("frcompliance.urls"))]
