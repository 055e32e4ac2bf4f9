"""Scenes behind the sign-in, besides the steps: lists, findings, hand-in, review, revisions."""

from __future__ import annotations

from assessments.web.reviewing import LONGEST_COMMENT
from tests.e2e.scenes.scene import Scene, Visit, Who


def _of(name: str, assessment: str, *, who: Who = Who.ASSESSOR, query: str = "", called: str = "") -> Scene:
    named = called or f"{name}-{assessment}"
    return Scene(named, name, lambda visit: visit.go(name, assessment, query=query), who)


def _new(visit: Visit) -> None:
    visit.go("new-deployment")
    visit.press("main form .btn")


def _hand_in(visit: Visit) -> None:
    visit.go("hand-in", "ready")
    visit.press("main form .btn")


def _hand_in_late(visit: Visit) -> None:
    visit.go("hand-in", "ready")
    visit.page.evaluate("document.querySelector('main form [name=digest]').value = '0'.repeat(64)")
    for box in visit.page.locator("main form [type=checkbox]").all():
        box.check()
    visit.press("main form .btn")


def _comment(visit: Visit) -> None:
    visit.go("review", "short-review")
    visit.page.locator("main details.dis:has(textarea) summary").first.click()
    visit.page.locator("main textarea[name^=comment]").first.fill("长" * (LONGEST_COMMENT + 1))
    visit.press("main button[name=go][value=return]")


def _evidence(visit: Visit) -> None:
    visit.go("evidence-question", "half", "q_orgkind")


def _evidence_refused(visit: Visit) -> None:
    _evidence(visit)
    visit.press("main button[value=upload]")


def _action(visit: Visit) -> None:
    visit.go("action", "neglected", "P13-basis")


def _action_conflict(visit: Visit) -> None:
    _action(visit)
    visit.page.evaluate("document.querySelector('main form [name=based_on]').value = '0'")
    visit.send(note="Ask the landlord first. 先询问业主。")


def _reminders(visit: Visit) -> None:
    visit.go("reminders")
    visit.press("main button[value=renew]")


def _places_refused(visit: Visit) -> None:
    visit.go("places", "places")
    visit.page.fill("main textarea[name=lines]", ", no name")
    visit.press("main button[value=paste]")


def _place_conflict(visit: Visit) -> None:
    visit.go("place-question", "places", "bad-place", "q_private_room")
    visit.page.evaluate("document.querySelector('main form [name=based_on]').value = '0'")
    visit.page.check("main [name=q_private_room][value=no]")
    visit.press("main form .btn")


def _decide(go: str) -> Scene:
    def reach(visit: Visit) -> None:
        visit.go("review", "short-review")
        visit.press(f"main button[name=go][value={go}]")

    return Scene(f"review-{go}-refused", "review", reach, Who.DPO)


def _view_refused(visit: Visit) -> None:
    visit.go("uncertain", "half")
    visit.page.locator("main details.dis:has(button[value=record]) summary").first.click()
    visit.press("main button[value=record]")


def _revision(name: str, who: Who) -> Scene:
    return _of("revision", f"{name}-revision", who=who, called=f"revision-{name}-{who.value}")


def _withdraw_refused(visit: Visit) -> None:
    visit.go("withdraw", "sealed-revision")
    visit.press("main button[value=ask]")


def _upgrade(assessment: str) -> Scene:
    return Scene(f"upgrade-{assessment}", "upgrade", lambda visit: visit.go("upgrade", assessment), newer=True)


INSIDE = (
    *(
        Scene(f"dashboard-{who.value}", "dashboard", lambda visit: visit.go("dashboard"), who)
        for who in (Who.ASSESSOR, Who.DPO, Who.AUDITOR, Who.NEWCOMER)
    ),
    Scene("dashboard-second-page", "dashboard", lambda visit: visit.go("dashboard", query="page=2"), Who.COLLECTOR),
    Scene("dashboard-nothing-found", "dashboard", lambda visit: visit.go("dashboard", query="q=zzz")),
    Scene("desk", "desk", lambda visit: visit.go("desk", query="status=all"), Who.DPO),
    Scene("desk-nothing-found", "desk", lambda visit: visit.go("desk", query="q=zzz"), Who.DPO),
    Scene("new-deployment", "new-deployment", lambda visit: visit.go("new-deployment")),
    Scene("new-deployment-refused", "new-deployment", _new),
    Scene("account", "account", lambda visit: visit.go("account")),
    Scene("trail", "trail", lambda visit: visit.go("trail"), Who.AUDITOR),
    Scene("trail-nothing-found", "trail", lambda visit: visit.go("trail", query="q=zzz&since=zzz"), Who.DPO),
    Scene("question", "question", lambda visit: visit.go("question", "unsure", "q_basis")),
    _of("together", "unsure", query="step=purpose"),
    _of("copy", "half"),
    _of("reconfirm", "copied"),
    Scene("history", "history", lambda visit: visit.go("history", "half", query="step=system")),
    *(_of("check", one) for one in ("fresh", "half", "neglected", "ready", "returned")),
    *(_of("findings", one) for one in ("fresh", "half", "neglected", "unsure", "abroad", "ready")),
    _of("findings", "abroad", query="as_of=2025-05-31", called="findings-another-day"),
    _of("findings", "short-review", called="findings-handed-in"),
    _of("findings", "sealed-assessment", who=Who.AUDITOR),
    _of("by-article", "neglected"),
    _of("by-article", "abroad", query="as_of=zzz", called="by-article-no-such-day"),
    _of("search", "neglected"),
    *(_of("actions", one) for one in ("fresh", "places", "neglected", "abroad")),
    _of("actions", "neglected", query="show=overdue", called="actions-overdue"),
    Scene("action", "action", _action, Who.DPO),
    Scene("action-places", "action", lambda visit: visit.go("action", "places", "M13-private-space")),
    _of("reassessment", "neglected"),
    Scene("reminders", "reminders", _reminders),
    Scene("own-data", "own-data", lambda visit: visit.go("own-data")),
    Scene("action-conflict", "action", _action_conflict),
    *(_of("deadlines", one) for one in ("fresh", "neglected")),
    _of("search", "neglected", query="q=consent", called="search-found"),
    _of("search", "neglected", query="q=zzz", called="search-nothing-found"),
    _of("uncertain", "half"),
    Scene("uncertain-refused", "uncertain", _view_refused),
    _of("evidence", "half"),
    Scene("evidence-question", "evidence-question", _evidence),
    _of("places", "places"),
    Scene("places-refused", "places", _places_refused),
    _of("places-findings", "places"),
    Scene("place", "place", lambda visit: visit.go("place", "places", "bad-place")),
    Scene("place-question-conflict", "place-question", _place_conflict),
    Scene("evidence-question-refused", "evidence-question", _evidence_refused),
    *(
        _of("draft", one, called=f"draft-{state}")
        for one, state in (("fresh", "none"), ("half", "waiting"), ("neglected", "late"), ("ready", "ready"))
    ),
    _of("draft", "unsure", called="draft-failed"),
    _of("hand-in", "ready"),
    Scene("hand-in-refused", "hand-in", _hand_in),
    Scene("hand-in-too-late", "hand-in", _hand_in_late),
    *(
        _of("review", "review", who=Who.DPO, query=f"show={show}", called=f"review-{show}")
        for show in ("all", "unsure", "comments")
    ),
    _of("review", "short-review", who=Who.DPO, query="show=findings", called="review-findings"),
    Scene("review-comment-refused", "review", _comment, Who.DPO),
    _decide("approve"),
    _decide("return"),
    _revision("waiting", Who.DPO),
    _revision("failed", Who.DPO),
    _revision("failed", Who.ASSESSOR),
    _revision("sealed", Who.AUDITOR),
    _revision("superseded", Who.AUDITOR),
    _of("twin", "superseded-revision", who=Who.AUDITOR),
    Scene("withdraw-refused", "withdraw", _withdraw_refused),
    Scene("withdraw-decide", "withdraw", lambda visit: visit.go("withdraw", "superseded-revision"), Who.DPO),
    *(_upgrade(one) for one in ("half", "sealed-assessment")),
    Scene("dashboard-old-editions", "dashboard", lambda visit: visit.go("dashboard"), newer=True),
)
