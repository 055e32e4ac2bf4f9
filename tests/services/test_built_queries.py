"""A query that is built once gives the rows that the same query gives when it is built each time."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Entry
from assessments.services import assessments
from assessments.services.access import scope
from assessments.services.built_queries import BuiltQuery
from tests.conftest import Cast, answer_all, start
from trust.cast import demo_answers


def test_rows_related_rows_and_annotations_are_the_same(cast: Cast) -> None:
    here, query = start(cast.assessor), assessments._assessment
    assert isinstance(query, BuiltQuery)
    with scope(cast.organisation_id):
        for _ in range(2):
            (row,) = query(cast.organisation_id, here)
            (usual,) = query.build(cast.organisation_id, here)
            assert {key: each for key, each in vars(row).items() if key != "_state"} == {
                key: each for key, each in vars(usual).items() if key != "_state"
            }
            with CaptureQueriesContext(connection) as asked:
                assert row.deployment.name == usual.deployment.name
                assert row.author.name == usual.author.name
            assert not asked.captured_queries
        assert query(cast.organisation_id, uuid4()) == []


def test_values_of_fields_are_converted(cast: Cast) -> None:
    here = start(cast.assessor)
    answer_all(cast.assessor, here, demo_answers())
    with scope(cast.organisation_id):
        found = {each.step: each.answers for each in assessments._newest_entries(here)}
        usual = {each.step: each.answers for each in Entry.objects.filter(assessment_id=here)}
    assert found == usual
    assert all(isinstance(each, dict) for each in found.values())
