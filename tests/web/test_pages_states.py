"""Pages in their less common states: mistakes on a step, two versions, a failed seal."""

from __future__ import annotations

import re

from django.urls import reverse

from assessments.models import Person, Revision
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.review import approve, hand_in
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.web.markup import Page


def test_a_wrong_entry_is_named_in_title_summary_and_field_and_kept_as_typed(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    address = reverse("step", args=[assessment_id, "filing"])
    client = sign_in(cast.assessor)
    before = Page(client.get(address).content.decode()).forms[-1].fields
    response = client.post(address, {"q_peak": "about 130k", "asked": "q_peak", "based_on": before["based_on"]})
    page = Page(response.content.decode())
    assert response.status_code == 422
    assert page.faults() == []
    assert page.text["title"][0].startswith("Error: ")
    assert "#f-q_peak" in [link.get("href") for link in page.all("a")]
    field = next(one for one in page.all("input") if one.get("name") == "q_peak" and one.get("id") == "f-q_peak")
    assert field["value"] == "about 130k"
    assert field["aria-invalid"] == "true"


def test_two_versions_of_a_step_stand_side_by_side_and_the_choice_can_be_saved(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    address = reverse("step", args=[assessment_id, "system"])
    first, second = sign_in(cast.assessor), sign_in(cast.colleague)
    common = {"asked": "q_orgkind", "based_on": "0", "go": "stay"}
    assert first.post(address, {**common, "q_orgkind": "company"}).status_code == 302
    response = second.post(address, {**common, "q_orgkind": "state_organ"})
    page = Page(response.content.decode())
    assert response.status_code == 409
    assert page.faults() == []
    assert {"rail", "findings"} <= set(page.ids)
    form = next(form for form in page.forms if "conflict" in form.fields)
    assert form.fields["conflict"] == "q_orgkind"
    assert form.fields["q_orgkind"] == "state_organ"
    unsettled = second.post(address, form.fields)
    assert unsettled.status_code == 409
    assert b"Choose one of the two" in unsettled.content
    assert second.post(address, {**form.fields, "q_orgkind.pick": "mine"}).status_code == 302
    with scope(cast.organisation_id):
        assert load_workspace(cast.assessor, assessment_id).answers["q_orgkind"] == "state_organ"


def test_ones_own_other_window_is_not_taken_for_somebody_else(cast: Cast) -> None:
    Person.objects.filter(id=cast.colleague.person_id).update(name=cast.assessor.person_name)
    address = reverse("step", args=[start(cast.assessor), "system"])
    common = {"asked": "q_orgkind", "based_on": "0", "go": "stay"}
    assert sign_in(cast.assessor).post(address, {**common, "q_orgkind": "company"}).status_code == 302
    own, namesake = (
        sign_in(who).post(address, {**common, "q_orgkind": "state_organ"}).content.decode()
        for who in (cast.assessor, cast.colleague)
    )
    assert "by you, in another window" in own
    assert "Theirs:" not in own
    assert "Theirs:" in namesake
    assert "by you, in another window" not in namesake


def frozen(cast: Cast) -> Revision:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, assessment_id).answers_digest
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
        return approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest)


def test_a_failed_seal_shows_its_reason_and_only_the_dpo_can_try_again(cast: Cast) -> None:
    revision = frozen(cast)
    with scope(cast.organisation_id):
        Revision.objects.filter(id=revision.id).update(status="failed", failure="no key <here>", attempts=3)
    address = reverse("revision", args=[revision.id])
    for actor, may_retry in ((cast.dpo, True), (cast.assessor, False)):
        response = sign_in(actor).get(address)
        text = response.content.decode()
        assert "Refresh" not in response.headers
        assert Page(text).faults() == []
        assert "no key &lt;here&gt;" in text
        assert "in 3 attempts" in text
        assert ("Try again" in text) is may_retry


def test_questions_that_leave_scope_open_are_named_on_the_findings_page(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    text = client.get(reverse("findings", args=[assessment_id])).content.decode()
    box = text[text.index('id="gates"') : text.index("</section>", text.index('id="gates"'))]
    assert "Scope not settled" in box
    assert "Are faces processed in mainland China?" in box


def test_a_use_outside_of_the_mainland_is_said_to_be_outside_of_scope_with_its_answers(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("g-05-not-in-the-mainland.yaml"))
    page = Page(sign_in(cast.assessor).get(reverse("findings", args=[assessment_id])).content.decode())
    assert page.faults() == []
    assert "Nothing applies on the answers given" in page.text["h2"]
    assert "Outside the scope of this edition" in page.text["h2"]
    assert "No faces are processed in mainland China (question 2.1)." in page.text["li"]


def test_of_many_findings_only_critical_ones_stand_in_full_unless_others_are_asked_for(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("a-02-office-tower-neglected.yaml"))
    client, address = sign_in(cast.assessor), reverse("findings", args=[assessment_id])
    whole, part = (client.get(address + query).content.decode() for query in ("", "?severity=medium"))
    found = re.finditer(r'<article class="finding b-(critical|high|medium)".*?</article>', whole, re.DOTALL)
    folded = {(one[1], ">Prohibition<" in one[0]): "dis fold" in one[0] for one in found}
    assert folded == {
        ("critical", True): False,
        ("critical", False): False,
        ("high", True): False,
        ("high", False): True,
        ("medium", False): True,
    }
    assert "instruments of which everything is met or does not apply" in whole
    assert 'class="finding b-medium"' in part
    assert "dis fold" not in part
