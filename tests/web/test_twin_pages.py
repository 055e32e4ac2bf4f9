"""The twin in the product: a page under the strict policy, a file to keep, both reached from the revision's page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessments.models import Revision
from assessments.services.access import scope
from tests.conftest import Cast, sign_in
from tests.services.test_twins import frozen
from tests.services.withdrawals import issue
from tests.web.markup import Page

pytestmark = pytest.mark.django_db


def test_page_and_file_are_reached_from_the_revision_and_kept_by_no_cache(cast: Cast) -> None:
    with scope(cast.organisation_id):
        revision_id = issue(Revision.objects.get(id=frozen(cast))).id
    client = sign_in(cast.auditor)
    told = client.get(reverse("revision", args=[revision_id])).content.decode()
    page, file = (reverse(name, args=[revision_id]) for name in ("twin", "twin-file"))
    assert f'href="{page}"' in told
    assert f'href="{file}"' in told
    answer = client.get(page)
    found = Page(answer.content.decode())
    assert found.faults() == []
    assert [each.href for each in found.links() if each.href in (file, reverse("report", args=[revision_id]))]
    assert [each["href"] for each in found.all("link")] == ["/static/twin.css"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    saved = client.get(file)
    assert saved.headers["Content-Disposition"].startswith("attachment; ")
    assert "<style>" in saved.content.decode()
    assert 'href="/' not in saved.content.decode()
