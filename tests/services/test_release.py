"""What the signer establishes for itself before it uses the key."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest

from assessments.models import Revision
from assessments.services.access import scope
from assessments.services.release import NotReleased, check_release
from tests.conftest import Cast, answer_all, case_answers, make_cast, start
from trust.cast import approved
from trust.forged_requests import APPROVAL, CONTENT, Forgery, forged
from trust.frozen import Frozen, frozen_of


@pytest.fixture
def frozen(db: None) -> Frozen:
    """A revision that waits for its seal, and one of another organisation."""
    here, there = make_cast(), make_cast()
    mine, other = (_frozen(each) for each in (here, there))
    return frozen_of(here.organisation_id, mine, (there.organisation_id, other), here.assessor.person_id)


def _frozen(cast: Cast) -> UUID:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("g-05-not-in-the-mainland.yaml"))
    return approved(cast, assessment_id)


def refusal(frozen: Frozen, forgery: Forgery | None = None, seed: int = 0) -> str:
    """Why it may not be sealed; empty where it may."""
    with forged(forgery or Forgery("as it is"), frozen, Random(seed)) as (organisation_id, revision_id):
        with scope(organisation_id):
            content = bytes(Revision.objects.get(id=revision_id).content)
        try:
            check_release(organisation_id, revision_id, content)
        except NotReleased as refused:
            return str(refused)
    return ""


def test_what_was_approved_is_released_and_nothing_that_was_forged(frozen: Frozen) -> None:
    assert refusal(frozen) == ""
    reasons = {each.name: refusal(frozen, each, seed) for each in (*CONTENT, *APPROVAL) for seed in range(each.rounds)}
    assert [name for name, reason in reasons.items() if not reason] == []
    expected = {
        "content exchanged, digest as it was": "the content is not the one that was frozen",
        "no values": "the frozen content cannot be read",
        "an unknown edition": "the frozen content names an edition that this installation does not have",
        "content of another organisation": "the content is that of another revision",
        "another number": "the content and the revision do not say the same",
        "other answers, honestly judged": "the content does not follow from its answers (attestation)",
        "other answers, attested in the content": "what people attested is not what the content says",
        "other answers, attested everywhere": "the audit trail tells of another content",
        "approved by the author": "who answered also approved",
        "returned": "the revision is not approved",
        "assessment in review": "the assessment does not wait for the seal of this revision",
        "no event of freezing": "the audit trail does not tell of this content",
        "another event": "the audit trail does not tell of this content",
    }
    assert {name: reasons[name] for name in expected} == expected
