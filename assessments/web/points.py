"""Uncertain points as pages show them: the point, the findings that depend on it, and what counsel holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue, UncertainPoint, UncertainPointKey
from assessments.domain.counsel import CounselView


@dataclass(frozen=True, slots=True)
class PointShown:
    """One uncertain point with counsel's other view on it, if there is one."""

    point: UncertainPoint
    held: CounselView | None


def show_points(
    keys: Iterable[UncertainPointKey], catalogue: Catalogue, views: Iterable[CounselView]
) -> tuple[PointShown, ...]:
    """These points, in the order given."""
    held = {each.point: each for each in views}
    return tuple(PointShown(catalogue.uncertain_points[key], held.get(key)) for key in keys)
