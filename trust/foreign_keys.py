"""Where a form names something by its key: each of these is tried with a key of another organisation."""

from __future__ import annotations

from dataclasses import dataclass

from trust.furnished import ACTION, QUESTION, UNSURE, Furnished


@dataclass(frozen=True, slots=True)
class Named:
    """One form at an address of one's own, with the fields that name something."""

    address: str
    sent: dict[str, str]
    """What the form sends besides."""
    fields: tuple[str, ...]
    """Which fields take the key."""
    parameter: str
    """Of which kind the key is, as `Furnished.parameters` calls it."""
    path: dict[str, object]
    """What the path names beyond what `Furnished` knows."""


DONE = {"state": "done", "note": "done", "based_on": "0"}
FORMS = (
    Named("choose-organisation", {}, ("organisation",), "organisation", {}),
    Named("copy", {}, ("deployment",), "deployment_id", {}),
    Named("action", DONE, ("owner",), "person_id", {"key": ACTION}),
    Named("action", DONE, ("evidence",), "evidence_id", {"key": ACTION}),
    Named("together", {"assigns": "system"}, ("person",), "person_id", {}),
    Named("together", {"assigns": "system"}, ("person", "was"), "person_id", {}),
    Named("question", {"go": "ask", "based_on": "0"}, ("c-person",), "person_id", {"question": str(UNSURE)}),
    Named("evidence-question", {"go": "withdraw"}, ("evidence",), "evidence_id", {"question": str(QUESTION)}),
    Named("places", {"go": "back", "based_on": "1"}, ("place",), "place_id", {}),
    Named("withdraw", {"go": "confirm", "statement": "on"}, ("request_id",), "request_id", {}),
    Named("withdraw", {"go": "refuse", "refusal": "no"}, ("request_id",), "request_id", {}),
    Named("withdraw", {"go": "take-back"}, ("request_id",), "request_id", {}),
)
GOES = (
    *("", "stay", "next", "later", "upload", "register", "withdraw", "add", "paste", "back", "out", "common", "say"),
    *("ask", "nobody", "resolve", "reopen", "approve", "return", "views", "confirm", "refuse", "take-back", "all"),
    *("roles", "deactivate", "reactivate", "demand", "again", "look-up"),
)
"""What buttons say."""
EVERYTHING = {
    **dict.fromkeys(("name", "place", "text", "note", "reason", "refusal", "lines", "address", "unit"), "Some text"),
    **dict.fromkeys(("statement", "assessor", "dpo", "auditor", "administrator", "evidence"), "on"),
    **dict.fromkeys(("q_orgkind", "asked"), "q_orgkind"),
    **{"based_on": "1", "state": "done", "trigger": "method", "happened_on": "2026-01-05", "language": "en"},
    **{"restore": "1.q_orgkind", "confirms": "system", "keep": "q_orgkind", "point": "U1", "counsel": "C", "view": "V"},
    **{"given_on": "2026-01-05", "deployment": "new", "to": "2026-11", "assigns": "system", "q_orgkind.pick": "mine"},
}
"""Fields of every form at once: whatever the address takes, it is there."""


def key_of(furnished: Furnished, parameter: str) -> object:
    """The key of what a field can name."""
    more = {"organisation": furnished.organisation_id, "request_id": furnished.revision_request}
    return more.get(parameter) or furnished.parameters[parameter]
