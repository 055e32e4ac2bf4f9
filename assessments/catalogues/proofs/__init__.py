"""Proofs over all combinations of answers: each obligation, each fact and the route. Exact; nothing is sampled."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from os import cpu_count

from assessments.catalogues.proofs.obligations import ObligationProof, prove_obligation
from assessments.catalogues.proofs.route import RouteProof, prove_route
from assessments.catalogues.proofs.unproven import Unproven
from assessments.domain.catalogue import Catalogue, ObligationKey
from assessments.domain.classes import questions_behind
from assessments.domain.reading import branches_of


@dataclass(frozen=True, slots=True)
class ProofReport:
    """What was examined, and what could not be shown."""

    obligations: tuple[ObligationProof, ...]
    route: RouteProof

    @property
    def unproven(self) -> tuple[Unproven, ...]:
        """Everything that does not hold."""
        found: Iterable[Unproven] = (each for one in self.obligations for each in one.unproven)
        return (*found, *self.route.unproven)


def prove(catalogue: Catalogue) -> ProofReport:
    """Prove every obligation and the route in this process."""
    proofs = tuple(prove_obligation(catalogue, each) for each in catalogue.obligations.values())
    return ProofReport(proofs, prove_route(catalogue))


def prove_on_all_cores(catalogue: Catalogue) -> ProofReport:
    """The same, shared out among all cores."""
    keys = sorted(catalogue.obligations, key=partial(_questions_read, catalogue), reverse=True)
    with ProcessPoolExecutor(cpu_count(), get_context("spawn"), _take, (catalogue,)) as pool:
        route = pool.submit(_prove_route)
        found = {each.obligation: each for each in pool.map(_prove_one, keys)}
        return ProofReport(tuple(found[key] for key in catalogue.obligations), route.result())


def _questions_read(catalogue: Catalogue, key: ObligationKey) -> int:
    """The longest proofs begin first."""
    return len(questions_behind(branches_of(catalogue.obligations[key]), catalogue))


_taken: list[Catalogue] = []
"""In a process of the pool: the one edition that it proves."""


def _take(catalogue: Catalogue) -> None:
    _taken.append(catalogue)


def _prove_one(key: ObligationKey) -> ObligationProof:
    return prove_obligation(_taken[0], _taken[0].obligations[key])


def _prove_route() -> RouteProof:
    return prove_route(_taken[0])
