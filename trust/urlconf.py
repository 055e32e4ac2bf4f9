"""Every address of the product, read from the URLconf itself, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from assessments.web.policies import POLICIES, Policy


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern with a view."""

    name: str
    """As `reverse` takes it, with its namespaces; the route of one without a name."""
    parameters: tuple[str, ...]
    """What its path names."""
    view: Callable[..., object]

    @property
    def declared(self) -> Policy | None:
        """Its policy in the table, where the view stands behind that one; None where it does not."""
        policy = POLICIES.get(self.name)
        return policy if policy is not None and getattr(self.view, "policy", None) is policy else None


def addresses(patterns: Iterable[URLPattern | URLResolver] | None = None, within: str = "") -> Iterator[Address]:
    """All addresses of these patterns; of the whole product where none are given."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            space = f"{within}{pattern.namespace}:" if pattern.namespace else within
            yield from addresses(pattern.url_patterns, space)
        else:
            name = f"{within}{pattern.name or pattern.pattern}"
            yield Address(name, tuple(pattern.pattern.converters), pattern.callback)


def names_of(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """Their names."""
    return (each.name for each in addresses(patterns))
