"""What has to be done where a deployment has several places: still one action for each obligation and each answer.

An action that only places give, and one that the common answers give as well, names the places at which it has to be
done for reasons of their own. Sixty places with the same gap are one action with sixty names, not sixty actions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from assessments.domain.answers import NotSure
from assessments.domain.arranging import gravity
from assessments.domain.catalogue import ObligationKey, QuestionKey
from assessments.domain.findings import Finding, Verdict
from assessments.domain.places import Common, PlaceResult
from assessments.domain.remediation import Action, AtPlaces, Doing, plan_actions, urgency

_Group = tuple[Action, AtPlaces]
_MOST_PRESSING = tuple(Doing)


def plan_everywhere(common: Common, results: Mapping[UUID, PlaceResult]) -> tuple[Action, ...]:
    """Everything that has to be done, in common or at a place, in the order of urgency."""
    planned = {
        each.key: each for each in plan_actions(common.assessed, common.answers, common.route.asked, common.catalogue)
    }
    for key, groups in _by_key(common, results).items():
        planned[key] = _joined(planned.get(key), groups)
    for key, places in _spared(results).items():
        if key in planned and planned[key].in_common:
            planned[key] = replace(planned[key], not_at=places)
    return tuple(sorted(planned.values(), key=urgency))


def _by_key(common: Common, results: Mapping[UUID, PlaceResult]) -> dict[str, list[_Group]]:
    """For each action that a place gives: in which ways, and at which places each of them."""
    found: dict[str, list[_Group]] = {}
    for places, result in _gathered(results):
        for action in _at_one(common, result):
            groups = found.setdefault(action.key, [])
            same = next((n for n, (one, _at) in enumerate(groups) if one.findings == action.findings), None)
            if same is None:
                groups.append((action, AtPlaces(places, action.findings, result.answers)))
            else:
                one, at = groups[same]
                groups[same] = one, replace(at, places=(*at.places, *places))
    return found


def _gathered(results: Mapping[UUID, PlaceResult]) -> list[tuple[tuple[UUID, ...], PlaceResult]]:
    """Places with the same answers have the same result; in the order of the first of each."""
    found: dict[int, tuple[tuple[UUID, ...], PlaceResult]] = {}
    for key, result in results.items():
        before, _ = found.get(id(result), ((), result))
        found[id(result)] = (*before, key), result
    return list(found.values())


def _at_one(common: Common, result: PlaceResult) -> tuple[Action, ...]:
    """What the findings of the place and its own "not sure" answers give."""
    own = replace(result.assessed, findings=result.own)
    return plan_actions(own, result.answers, _unsure_only_here(common, result), common.catalogue)


def _unsure_only_here(common: Common, result: PlaceResult) -> Collection[QuestionKey]:
    counting = common.counting
    here = (key for key in result.route.asked if result.answers.get(key) is NotSure.NOT_SURE)
    return frozenset(key for key in here if counting.get(key) is not NotSure.NOT_SURE)


def _joined(common: Action | None, groups: Sequence[_Group]) -> Action:
    """One action of all; what is most pressing says what kind it is, and which answers it starts from."""
    actions = [*([common] if common else []), *(each for each, _at in groups)]
    first = min(actions, key=lambda each: (_MOST_PRESSING.index(each.doing), urgency(each)))
    days = [each.due for each in actions if each.due is not None]
    return replace(
        first,
        findings=_once([each for action in actions for each in action.findings]),
        due=min(days, default=None),
        is_overdue=any(each.is_overdue for each in actions),
        in_common=common is not None,
        at=tuple(at for _each, at in groups),
    )


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each verdict on an obligation once, the worst first."""
    ordered = sorted(findings, key=lambda each: (not each.is_gap, gravity(each)))
    found: dict[tuple[ObligationKey, Verdict], Finding] = {}
    for each in ordered:
        found.setdefault((each.obligation, each.verdict), each)
    return tuple(found.values())


def _spared(results: Mapping[UUID, PlaceResult]) -> dict[str, tuple[UUID, ...]]:
    """By obligation the places where nothing has to be done about it, though it is not so in common."""
    found: dict[str, tuple[UUID, ...]] = {}
    for key, result in results.items():
        for each in result.own:
            if each.verdict in (Verdict.MET, Verdict.NOT_APPLICABLE):
                found[str(each.obligation)] = (*found.get(str(each.obligation), ()), key)
    return found
