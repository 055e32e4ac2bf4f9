"""Scenes of the questionnaire: every step, and what can go wrong on one."""

from __future__ import annotations

from assessments.catalogues import current_edition
from tests.e2e.scenes.scene import Scene, Visit

SAVED = "#save[data-state=saved]"


def _step(key: str) -> Scene:
    # Of the made assessments this one is asked the most questions.
    return Scene(f"step-{key}", "step", lambda visit: visit.go("step", "neglected", key))


def _follow_up(visit: Visit) -> None:
    visit.go("step", "fresh", "purpose")
    visit.page.check("#q_basis-law")
    visit.page.wait_for_selector("#f-q_rule_cite")
    visit.page.wait_for_selector(SAVED, state="attached")


def _refused(visit: Visit) -> None:
    """As without scripts: the form is sent as it stands, and the whole page comes back."""
    visit.go("step", "neglected", "people")
    visit.page.fill("#f-q_total_people", "about 130k")
    with visit.page.expect_navigation():
        visit.page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('step-form'))")


def _conflict(visit: Visit) -> None:
    visit.go("step", "half", "system")
    was = visit.page.locator("[name=q_orgkind]:checked").get_attribute("value")
    visit.page.evaluate(
        """(was) => {
          const form = document.getElementById("step-form");
          form.elements.based_on.value = "0";
          const other = [...form.elements.q_orgkind].find((one) => one.value !== was);
          other.checked = true;
          HTMLFormElement.prototype.submit.call(form);
        }""",
        was,
    )
    visit.page.wait_for_selector("#conflict-form")


def _unsettled(visit: Visit) -> None:
    _conflict(visit)
    visit.press("#conflict-form .btn")


def _old_tab(visit: Visit) -> None:
    """What was typed before somebody else upgraded the assessment."""
    visit.go("step", "fresh", "system")
    visit.page.check("#q_orgkind-hospital")
    with visit.page.expect_navigation():
        visit.page.evaluate(
            """(upgraded) => {
              const form = document.getElementById("step-form");
              form.action = form.action.replace(/[0-9a-f-]{36}/, upgraded);
              HTMLFormElement.prototype.submit.call(form);
            }""",
            visit.made["upgraded"],
        )


def _invalid_while_typing(visit: Visit) -> None:
    visit.go("step", "unsure", "people")
    visit.page.fill("#f-q_total_people", "about 130k")
    visit.page.wait_for_selector("#save[data-state=invalid]", state="attached")


STEPS = (
    *(_step(str(step.key)) for step in current_edition().steps),
    Scene("step-nothing-answered", "step", lambda visit: visit.go("step", "fresh", "system")),
    Scene("step-not-sure", "step", lambda visit: visit.go("step", "unsure", "purpose")),
    Scene("step-returned", "step", lambda visit: visit.go("step", "returned", "system")),
    Scene("step-to-confirm", "step", lambda visit: visit.go("step", "copied", "system")),
    Scene("step-follow-up", "step", _follow_up),
    Scene("step-refused", "step", _refused),
    Scene("step-refused-while-typing", "step", _invalid_while_typing),
    Scene("step-conflict", "step", _conflict),
    Scene("step-conflict-unsettled", "step", _unsettled),
    Scene("step-upgraded-meanwhile", "step", _old_tab),
    Scene("step-of-an-old-edition", "step", lambda visit: visit.go("step", "half", "place"), newer=True),
)
