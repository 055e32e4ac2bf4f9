"""Scenes of people: members, one of them, inviting, accepting."""

from __future__ import annotations

from tests.e2e.scenes.scene import Scene, Visit, Who


def _refused(name: str, *where: str) -> Scene:
    def reach(visit: Visit) -> None:
        visit.go(name, *where)
        visit.press("main form .btn:not(.stop)")
        assert visit.page.locator("main form .err").count()

    who = Who.NOBODY if name == "join" else Who.ADMINISTRATOR
    return Scene(f"{name}-refused", name, reach, who)


def _no_role(visit: Visit) -> None:
    visit.go("person", "auditor-person")
    visit.page.uncheck("main [name=auditor]")
    visit.press("main button[value=roles]")


PEOPLE = (
    Scene("people", "people", lambda visit: visit.go("people"), Who.ADMINISTRATOR),
    Scene("person", "person", lambda visit: visit.go("person", "dpo-person"), Who.ADMINISTRATOR),
    Scene("person-deactivated", "person", lambda visit: visit.go("person", "left-person"), Who.ADMINISTRATOR),
    Scene("person-without-role", "person", _no_role, Who.ADMINISTRATOR),
    Scene("invite", "invite", lambda visit: visit.go("invite"), Who.ADMINISTRATOR),
    _refused("invite"),
    Scene("join", "join", lambda visit: visit.go("join", "join-token"), Who.NOBODY),
    _refused("join", "join-token"),
    Scene("join-known", "join", lambda visit: visit.go("join", "known-token"), Who.NOBODY),
    Scene("join-as-another", "join", lambda visit: visit.go("join", "join-token"), Who.DPO),
    Scene("join-as", "join", lambda visit: visit.go("join", "known-token"), Who.NEWCOMER),
    Scene("join-unknown", "join", lambda visit: visit.go("join", "nothing"), Who.NOBODY),
)
