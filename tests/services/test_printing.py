"""Nobody learns after the approval that the report cannot be printed: handing in, returning and approving say so."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction

from assessments.models import Assessment, Attestation, Deployment, Revision
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.printing import NotPrintable
from assessments.services.review import approve, hand_in, return_to_assessor
from tests.conftest import Cast, answer_all, case_answers, start


def _handed_in(cast: Cast) -> UUID:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    _hand_in(cast.assessor, assessment_id)
    return assessment_id


def _hand_in(actor: Actor, assessment_id: UUID) -> None:
    value = load_workspace(actor, assessment_id).answers_digest
    hand_in(actor, assessment_id, statement_accepted=True, expected_answers_digest=value)


def test_handing_in_names_the_characters_and_attests_to_nothing(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    Deployment.objects.update(name="Gate 😀한")
    with pytest.raises(NotPrintable) as refused, transaction.atomic():
        _hand_in(cast.assessor, assessment_id)
    assert [each.character for each in refused.value.found] == ["😀", "한"]
    assert {each.where.zh for each in refused.value.found} == {"应用场景的名称或者说明"}
    assert Assessment.objects.get(id=assessment_id).status == "draft"
    assert not Attestation.objects.exists()
    Deployment.objects.update(name="𠮷 \u202e Gate")
    _hand_in(cast.assessor, assessment_id)


def test_a_message_that_could_never_be_changed_again_is_refused_before_it_is_sent(cast: Cast) -> None:
    assessment_id = _handed_in(cast)
    with pytest.raises(NotPrintable) as refused, transaction.atomic():
        return_to_assessor(cast.dpo, assessment_id, "Well done 👍👍")
    assert [(each.code, each.where.en) for each in refused.value.found] == [("U+1F44D", "the message to the assessor")]
    return_to_assessor(cast.dpo, assessment_id, "Well done")


def test_an_approval_freezes_nothing_that_cannot_be_printed(cast: Cast) -> None:
    assessment_id = _handed_in(cast)
    Deployment.objects.update(description="א")
    value = load_workspace(cast.dpo, assessment_id).answers_digest
    with pytest.raises(NotPrintable), transaction.atomic():
        approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)
    assert not Revision.objects.exists()
    assert Assessment.objects.get(id=assessment_id).status == "in_review"
