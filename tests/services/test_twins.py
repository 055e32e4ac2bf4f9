"""The twin is for whoever may read the sealed report, and for nobody before there is one."""

from __future__ import annotations

from uuid import UUID

import pytest

from assessments.domain.report_codes import grouped
from assessments.models import Revision
from assessments.report.twin import Surroundings
from assessments.services.access import NotFound
from assessments.services.assessments import load_workspace
from assessments.services.review import approve, hand_in
from assessments.services.twins import load_twin, load_twin_file
from tests.conftest import Cast, answer_all, case_answers, start
from tests.services.withdrawals import issue, withdraw


def around(status: str) -> Surroundings:
    return Surroundings("/twin.css", "/back/", "/file/", "/pdf/", status)


def frozen(cast: Cast) -> UUID:
    """A revision that waits for its seal."""
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    value = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=value)
    made = approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)
    return made.id


def test_there_is_a_twin_once_there_is_a_report_and_only_inside(cast: Cast) -> None:
    revision_id = frozen(cast)
    for actor in (cast.auditor, cast.outsider):
        with pytest.raises(NotFound):
            load_twin(actor, revision_id, around)
    revision = issue(Revision.objects.get(id=revision_id))
    html = load_twin(cast.auditor, revision_id, around)
    assert revision.content_digest in html
    assert f"/verify/#{grouped(revision.code)}" in html
    assert 'class="remark"' not in html
    name, content = load_twin_file(cast.auditor, revision_id, "body{color:red}")
    assert name == f"face-recognition-report-{str(revision.assessment_id)[:8]}-r1-en.html"
    assert b"<style>body{color:red}</style>" in content
    with pytest.raises(NotFound):
        load_twin_file(cast.outsider, revision_id, "")
    withdraw(cast, revision_id)
    assert "has been withdrawn" in load_twin(cast.auditor, revision_id, around)
