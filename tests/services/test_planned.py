"""What a revision keeps of the plan: the newest records about the actions that its findings give, and no others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessments.catalogues import current_edition
from assessments.domain.progress import ActionState
from assessments.domain.revision import from_canonical, to_canonical
from assessments.domain.revision_schemas import SCHEMA
from assessments.models import Evidence, Revision
from assessments.services.assessments import load_workspace
from assessments.services.remediation import Commitment, record_action
from assessments.services.review import approve, hand_in
from tests.conftest import NOW, Cast, answer_all, case_answers, start
from tests.services.filing import put_paper
from tests.services.placing import answered_with_places, except_at

pytestmark = pytest.mark.django_db

LAWFUL, FREE = "M15-filing", "M09-pipia"
DAY = NOW.date() + timedelta(days=9)


def test_the_newest_record_of_each_present_action_is_frozen_and_nothing_later(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    put_paper(cast.assessor, assessment_id)
    paper = Evidence.objects.get()
    person = cast.assessor.person_id
    first = Commitment(person, DAY, ActionState.OPEN, "", None)
    record_action(cast.assessor, assessment_id, FREE, first, based_on=0)
    done = Commitment(person, DAY, ActionState.DONE, "Assessed 已评估", paper.id)
    record_action(cast.assessor, assessment_id, FREE, done, based_on=1)
    record_action(cast.assessor, assessment_id, LAWFUL, Commitment(None, None, ActionState.OPEN, "", None), based_on=0)
    value = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=value)
    revision = approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)
    record_action(cast.assessor, assessment_id, FREE, first, based_on=2)
    kept = bytes(Revision.objects.get(id=revision.id).content)
    content = from_canonical(kept, current_edition())
    assert (content.schema, to_canonical(content)) == (SCHEMA, kept)
    found = {each.key: each for each in content.actions}
    assert (found[FREE].state, found[FREE].due, found[FREE].note) == (ActionState.DONE, DAY, "Assessed 已评估")
    assert (found[FREE].evidence, found[FREE].evidence_digest) == (paper.name, paper.digest)
    assert found[FREE].owner == found[FREE].made_by == "Asse Ssor 评估人"


def test_what_only_a_place_gives_is_frozen_with_the_rest(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    except_at(cast.assessor, assessment_id, places[2], "q_private_room", "yes")
    seen_to = Commitment(cast.assessor.person_id, DAY, ActionState.IN_PROGRESS, "Taken down 正在拆除", None)
    record_action(cast.assessor, assessment_id, "M13-private-space", seen_to, based_on=0)
    value = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=value)
    revision = approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)
    content = from_canonical(bytes(Revision.objects.get(id=revision.id).content), current_edition())
    assert [(each.key, each.note) for each in content.actions] == [("M13-private-space", "Taken down 正在拆除")]
