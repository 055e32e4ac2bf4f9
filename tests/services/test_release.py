"""What the signer establishes for itself before it uses the key."""

from __future__ import annotations

import logging
from random import Random
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from assessments.management.commands.work import all_but_sealing
from assessments.models import Report, Revision
from assessments.services.access import scope
from assessments.services.freezing import SEAL_QUEUE
from assessments.services.key_separation import refuse_sealing_key
from assessments.services.release import NotReleased, check_release
from assessments.services.sealing import seal_revision
from tests.conftest import Cast, answer_all, case_answers, make_cast, start
from trust.cast import approved
from trust.forged_requests import APPROVAL, CONTENT, ON_RECORD, Forgery, forged
from trust.frozen import Frozen, frozen_of

MADE = (*CONTENT, *APPROVAL, *ON_RECORD)


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
    reasons = {each.name: refusal(frozen, each, seed) for each in MADE for seed in range(each.rounds)}
    assert [name for name, reason in reasons.items() if not reason] == []
    expected = {
        "content exchanged, digest as it was": "the content is not the one that was frozen",
        "no values": "the frozen content cannot be read",
        "an unknown edition": "the frozen content names an edition that this installation does not have",
        "content of another organisation": "the content is that of another revision",
        "an answer that is no choice": "the answers are none of the edition",
        "another number": "the content and the revision do not say the same",
        "other answers, honestly judged": "the content does not follow from its answers (attestation)",
        "other answers, attested in the content": "what people attested is not what the content says",
        "other answers, attested everywhere": "the audit trail tells of another content",
        "approved by the author": "who answered also approved",
        "returned": "the revision is not approved",
        "assessment in review": "the assessment does not wait for the seal of this revision",
        "no event of freezing": "the audit trail does not tell of this content",
        "another event": "the audit trail does not tell of this content",
        "another name of the organisation, and the trail tells of it": (
            "the content speaks of another organisation or deployment"
        ),
        "another deployment, and the trail tells of it": "the content speaks of another organisation or deployment",
        "attested by somebody else, and the trail tells of it": "what people attested is not what the content says",
        "no review, and the trail tells of it": "the review went another way than the content says",
        "documents that are not there, and the trail tells of it": (
            "the documents are not those that the content names"
        ),
    }
    assert {name: reasons[name] for name in expected} == expected


def test_what_may_not_be_sealed_fails_at_once_and_says_why(
    frozen: Frozen, caplog: pytest.LogCaptureFixture, clocks_agree: None
) -> None:
    returned = next(each for each in APPROVAL if each.name == "returned")
    with forged(returned, frozen, Random(0)) as (organisation_id, revision_id):
        with caplog.at_level(logging.CRITICAL):
            seal_revision(organisation_id, revision_id, timezone.now)
        with scope(organisation_id):
            row = Revision.objects.get(id=revision_id)
            assert (row.status, row.failure, row.attempts) == ("failed", "the revision is not approved", 1)
            assert not Report.objects.exists()
    assert f"revision {revision_id} was to be sealed and may not be" in caplog.text


def test_only_the_signer_may_be_given_the_key() -> None:
    refuse_sealing_key("web server", {"SECRET_KEY": "x", "SEAL_KEY_FILE": ""})
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_sealing_key("web server", {"SEAL_PASSPHRASE_FILE": "/p", "SEAL_KEY_FILE": "/k"})
    assert str(refused.value) == (
        "The web server was given SEAL_KEY_FILE, SEAL_PASSPHRASE_FILE. Only the signer may have the sealing key: start"
        " `manage.py sign` with these settings, and take them from the web server."
    )


def test_the_worker_takes_everything_but_what_is_to_be_sealed() -> None:
    assert SEAL_QUEUE not in all_but_sealing()
    assert {"drafts", "maintenance"} <= set(all_but_sealing())
