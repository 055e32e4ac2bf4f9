"""The verification page: what it says of each outcome, by each means, and how often it may be asked."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessments.domain.report_codes import BITS, grouped, make_code
from assessments.models import Report
from assessments.services.access import scope
from assessments.services.registry import find_by_code
from assessments.services.verification import Checked, Genuineness, Means
from assessments.web import verifying
from tests.conftest import NOW, Cast, make_cast
from tests.services.withdrawals import FINGERPRINT, REASON, issued, next_issued, withdraw
from tests.web.markup import Page

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
ORGANISATION = "Here 本公司"


def look_up(typed: str, client: Client | None = None) -> HttpResponse:
    return (client or Client()).post(reverse("verify"), {"go": "look-up", "code": typed})  # type: ignore[return-value]


def send(pdf: bytes, name: str = "report<.pdf") -> HttpResponse:
    return Client().post(reverse("verify"), {"pdf": SimpleUploadedFile(name, pdf), "go": "file"})  # type: ignore[return-value]


def sound(response: HttpResponse, status: int = 200) -> Page:
    page = Page(response.content.decode())
    assert (response.status_code, page.faults()) == (status, [])
    assert response.headers["Cache-Control"] == "private, no-store"
    return page


def shown(page: Page) -> dict[str, str]:
    return dict(zip(page.text["dt"], page.text["dd"], strict=True))


def body(response: HttpResponse) -> str:
    return TOKEN.sub("", response.content.decode())


def test_by_code_the_page_says_what_became_of_the_report_and_what_a_code_cannot_tell(cast: Cast) -> None:
    first = issued(cast)
    second = next_issued(cast, first, NOW + timedelta(days=1))
    page = sound(look_up(grouped(second.code).lower().replace("-", " ")))
    assert page.text["title"][0].startswith("Issued here, and current: ")
    told = shown(page)
    assert (told["Revision"], told["Certificate"]) == ("2", "Lanting <b> 兰庭")
    assert told["Sealing time"] == "3 Nov 2026 14:30 (UTC+8)"
    assert told["Its fingerprint (SHA-256)"] == FINGERPRINT
    assert told["File digest"] == Report.objects.get(revision=second).pdf_digest
    assert "Anybody can print a code on a forged paper" in page.text["main"][0]
    older = sound(look_up(first.code))
    assert "Issued here, but superseded" in older.text["h2"]
    assert shown(older)["Superseded"] == "By revision 2, 3 Nov 2026 14:30 (UTC+8)"


def test_of_a_key_in_wrong_hands_the_page_says_not_to_rely_on_it(
    cast: Cast, tmp_path: Path, settings: Settings
) -> None:
    revision = issued(cast)
    listed = tmp_path / "distrusted.txt"
    listed.write_text(f"{FINGERPRINT} 2026-01-01T00:00:00Z")
    settings.DISTRUSTED_SEALS_FILE = str(listed)
    page = sound(look_up(revision.code))
    assert "Issued here, but its seal is no longer trusted" in page.text["h2"]
    assert "may have been in wrong hands" in page.text["main"][0]
    by_digest = sound(look_up(Report.objects.get().pdf_digest))
    assert "Unchanged, but its seal is no longer trusted" in by_digest.text["h2"]
    chinese = sound(look_up(revision.code, Client(headers={"accept-language": "zh-hans"})))
    assert "由本系统签发，但其签章已不再可信" in chinese.text["h2"]


def test_nothing_of_the_organisation_or_of_what_it_answered_is_on_the_page(cast: Cast) -> None:
    revision = issued(cast)
    for typed in (revision.code, Report.objects.get().pdf_digest):
        text = look_up(typed).content.decode()
        for word in (ORGANISATION, str(cast.organisation_id), "Gates", str(revision.assessment_id), "Shanghai"):
            assert word not in text
        for person in (cast.assessor, cast.dpo):
            assert person.person_name not in text


def test_a_reason_is_shown_only_where_it_is_published(cast: Cast) -> None:
    for public in (False, True):
        revision = issued(cast)
        withdraw(cast, revision.id, reason_is_public=public)
        page = sound(look_up(revision.code))
        assert "Issued here, but withdrawn" in page.text["h2"]
        assert shown(page)["Withdrawn"] == "2 Nov 2026 14:30 (UTC+8)"
        assert shown(page).get("Reason") == (REASON if public else None)


def test_a_digest_says_the_same_as_the_code_and_that_the_file_was_not_sent(cast: Cast) -> None:
    issued(cast)
    page = sound(look_up(Report.objects.get().pdf_digest.upper()))
    assert "Genuine, unchanged and current" in page.text["h2"]
    assert "Checked: the digest alone; the file was not sent." in page.text["main"][0]


@pytest.mark.parametrize("kind", ["current", "superseded", "withdrawn"])
def test_a_full_check_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    revision = issued(cast)
    found = Checked(Genuineness(kind), Means.FILE, "f" * 64, find_by_code(revision.code))
    monkeypatch.setattr(verifying, "verify_upload", lambda pdf: found)
    page = sound(send(b"%PDF-"))
    assert page.text["h2"][0].startswith("Genuine, ")
    assert shown(page)["File"] == "report<.pdf"
    assert "Full check: digest, seal, certificate and content" in page.text["main"][0]


@pytest.mark.parametrize(
    ("pdf", "words"),
    [
        (b"%PDF-1.7 /ByteRange", "Not a report issued here"),
        (b"%PDF-1.7", "Not sealed"),
        (b"hello", "Not a PDF"),
        (b"", "Not a PDF"),
    ],
)
def test_of_an_unknown_file_the_page_says_that_it_was_not_looked_into(db: None, pdf: bytes, words: str) -> None:
    page = sound(send(pdf))
    assert words in page.text["h2"]
    assert "A file with an unknown digest is not looked into." in page.text["main"][0]
    assert set(shown(page)) == {"File", "File digest"}


def test_unknown_and_foreign_are_answered_alike(cast: Cast) -> None:
    """Whatever exists elsewhere, frozen or not, is not told apart from what does not exist."""
    with scope(cast.outsider.organisation_id):
        digests = [secrets.token_hex(32), "0" * 64, cast.outsider.organisation_id.hex * 2]
    codes = [make_code(secrets.randbits(BITS)), make_code(cast.organisation_id.int)]
    assert len({body(look_up(each)).replace(each, "") for each in digests}) == 1
    assert len({body(look_up(each)).replace(each, "") for each in codes}) == 1
    files = [b"%PDF- /ByteRange sealed elsewhere", b"%PDF- /ByteRange" + secrets.token_bytes(99)]
    pages = [TOKEN.sub("", send(each).content.decode()) for each in files]
    assert len({re.sub(r"[0-9a-f]{64}", "", each) for each in pages}) == 1


@pytest.mark.parametrize("typed", ["", "x" * 28, "0" * 63, "A" * 5000, make_code(7)[:-1] + "Z", "%' OR 1=1"])
def test_what_is_neither_code_nor_digest_is_said_at_the_field(db: None, typed: str) -> None:
    page = sound(look_up(typed), 422)
    assert page.text["title"][0].startswith("Error: ")
    field = next(each for each in page.all("input") if each.get("name") == "code")
    assert field["aria-invalid"] == "true"


def test_hostile_input_is_refused_and_nothing_else(db: None) -> None:
    assert look_up("\0" * 28).status_code == 422
    plain = "application/x-www-form-urlencoded"
    assert Client().post(reverse("verify"), "go=look-up&code=%00", content_type=plain).status_code == 400
    assert look_up("A" * 10_000_000).status_code in (400, 413)
    for sent in ({}, {"go": "file"}, {"go": "\u202e"}, {"code": "x"}):
        assert Client().post(reverse("verify"), sent).status_code == 422


def test_a_file_that_is_larger_than_any_report_is_not_looked_at(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LARGEST_PDF_BYTES", 5)
    monkeypatch.setattr(verifying, "verify_upload", None)
    page = sound(send(b"%PDF-1"), 422)
    assert "larger than 30 MB" in page.text["main"][0]


def test_too_many_checks_from_one_address_are_refused_with_words(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "MOST_LOOK_UPS", 3)
    monkeypatch.setattr(verifying, "MOST_FILES", 1)
    cast = make_cast()
    with scope(cast.organisation_id):
        code = issued(cast).code
    client = Client(REMOTE_ADDR=f"10.{secrets.randbelow(255)}.{secrets.randbelow(255)}.9")
    assert [look_up(make_code(n), client).status_code for n in range(5)] == [200, 200, 200, 429, 429]
    refused = look_up(code, client)
    page = sound(refused, 429)
    assert "Asked too often" in page.text["h2"]
    assert "dt" not in page.text
    assert refused.headers["Retry-After"] == "600"
    sent = [client.post(reverse("verify"), {"pdf": SimpleUploadedFile("a.pdf", b"%PDF-")}) for _ in range(2)]
    assert [each.status_code for each in sent] == [200, 429]
    elsewhere = Client(REMOTE_ADDR="192.0.2.77", headers={"X-Forwarded-For": "10.1.1.9"})
    assert look_up(code, elsewhere).status_code == 200
