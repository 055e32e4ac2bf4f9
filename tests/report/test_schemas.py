"""The published JSON Schemas describe what reports hold, in every form, and refuse what no report can hold."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assessments.catalogues import current_edition
from assessments.domain.canonical import NotCanonical, to_bytes
from assessments.domain.revision import RevisionContent, from_canonical, to_canonical
from assessments.domain.revision_schemas import FIRST_SCHEMA, FOURTH_SCHEMA, KNOWN, SCHEMA, SECOND_SCHEMA, THIRD_SCHEMA
from tests.domain.test_revision import BARE, COUNSEL, VIEW
from tests.report.samples import sample, with_counsel, with_places, with_plan
from tools.revision_schemas import file_of, schema_of, written
from verifiers.report import content as verifier

CONTENTS: dict[str, Callable[[], RevisionContent]] = {
    FIRST_SCHEMA: lambda: replace(sample("g-05"), schema=FIRST_SCHEMA, evidence=(BARE,)),
    SECOND_SCHEMA: lambda: replace(with_counsel("g-05", "en", COUNSEL), schema=SECOND_SCHEMA, evidence=(BARE,)),
    THIRD_SCHEMA: lambda: sample("g-05", "both"),
    FOURTH_SCHEMA: lambda: replace(with_places(), schema=FOURTH_SCHEMA, reviewer_views=(VIEW,)),
    SCHEMA: lambda: with_plan(sample("g-01")),
}
"""Of each form one content. A new form needs its own here."""

Bend = Callable[[dict[str, Any]], object]
BENT: dict[str, Bend] = {
    "a field more": lambda c: c.update(more=1),
    "a field less": lambda c: c.pop("route"),
    "another form": lambda c: c.update(schema="frcompliance/revision/99"),
    "a number as text": lambda c: c.update(number="2"),
    "a fraction": lambda c: c.update(number=2.5),
    "a day in another form": lambda c: c.update(as_of="2.11.2026"),
    "an unknown language": lambda c: c.update(language="fr"),
    "a verdict that does not exist": lambda c: c["assessed"]["findings"][0].update(verdict="fine"),
    "a result that does not exist": lambda c: c["assessed"].update(overall="compliant"),
    "a finding less its reasons": lambda c: c["assessed"]["findings"][0].pop("reasons"),
    "a reason that holds perhaps": lambda c: c["assessed"]["findings"][0]["reasons"][0].update(holds="perhaps"),
    "an answer that is an object": lambda c: c["answers"][0].update(value={}),
    "an answer that is a truth value": lambda c: c["answers"][0].update(value=True),
    "a digest that is none": lambda c: c["edition"].update(digest="abc"),
    "a field more in a finding": lambda c: c["assessed"]["findings"][0].update(remark=""),
    "an attestation by nobody": lambda c: c["attestations"][0].pop("person_name"),
    "evidence without a digest": lambda c: c["evidence"][0].pop("digest"),
}


STRICTER = ("a fraction", "an unknown language", "a digest that is none")
"""What the schemas refuse and the product only notices when it writes or prints."""


@cache
def validator(schema: str) -> Draft202012Validator:
    found = json.loads(file_of(schema).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


@pytest.mark.parametrize("schema", KNOWN)
def test_the_files_are_those_of_the_types(schema: str) -> None:
    assert file_of(schema).read_text(encoding="utf-8") == written(schema_of(schema))
    assert schema in verifier.KNOWN


@pytest.mark.parametrize("schema", CONTENTS)
def test_a_content_of_each_form_fits_its_schema_and_no_other(schema: str) -> None:
    content = json.loads(to_canonical(CONTENTS[schema]()))
    assert list(validator(schema).iter_errors(content)) == []
    assert from_canonical(to_bytes(content), current_edition()).schema == schema
    assert verifier.read(to_bytes(content)) == content
    for other in set(KNOWN) - {schema}:
        assert not validator(other).is_valid(content)
        assert not validator(other).is_valid({**content, "schema": other})
        if {schema, other} != {SECOND_SCHEMA, THIRD_SCHEMA}:  # which differ in what they say of documents
            with pytest.raises(verifier.Unreadable, match="the parts of its form"):
                verifier.read(to_bytes({**content, "schema": other}))


@pytest.mark.parametrize("name", BENT)
def test_what_no_report_can_hold_is_refused_by_schema_and_product_alike(name: str) -> None:
    content = json.loads(to_canonical(CONTENTS[THIRD_SCHEMA]()))
    bent = copy.deepcopy(content)
    BENT[name](bent)
    assert bent != content
    assert not validator(THIRD_SCHEMA).is_valid(bent)
    if name not in STRICTER:
        with pytest.raises(NotCanonical):
            from_canonical(to_bytes(bent), current_edition())


@pytest.mark.parametrize("written", ["2.5", "2.0", "2e1", "NaN", "-Infinity"])
def test_a_number_that_is_not_whole_is_refused_by_product_and_verifier_alike(written: str) -> None:
    bent = to_canonical(CONTENTS[THIRD_SCHEMA]()).replace(b'"number":', f'"number":{written},"odd":'.encode(), 1)
    with pytest.raises(NotCanonical, match="not a whole number"):
        from_canonical(bent, current_edition())
    with pytest.raises(verifier.Unreadable, match="not a whole number"):
        verifier.read(bent)
