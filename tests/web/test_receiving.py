"""Files on their way in: to disk for who may, thrown away for everybody else, never into the memory of the server."""

from __future__ import annotations

import errno
import os
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessments.models import Evidence, Person
from assessments.services.access import scope
from assessments.web.receiving import MOST_TIMES_LARGER
from tests.conftest import Cast, sign_in, start
from tests.services.filing import PDF, QUESTION
from tests.web import test_trying
from tests.web.test_evidence_pages import PAPER, page_of, sent, text_of

MEGABYTE = 1_000_000


def test_a_large_file_stays_out_of_memory_and_leaves_nothing_behind(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    page = page_of(assessment_id)
    head = b'--b\r\nContent-Disposition: form-data; name="go"\r\n\r\nupload\r\n'
    head += b'--b\r\nContent-Disposition: form-data; name="file"; filename="plan.pdf"\r\n\r\n%PDF-1.7\n'
    tail = b"\n%%EOF\r\n--b--\r\n"
    size = 19 * MEGABYTE
    with (tmp_path / "body").open("w+b") as body:
        body.write(head)
        for _ in range(19):
            body.write(b"\n" * MEGABYTE)
        body.write(tail)
        body.seek(0)
        tracemalloc.start()
        answer = client.generic(
            "POST",
            page,
            **{  # type: ignore[arg-type]
                "wsgi.input": body,
                "CONTENT_TYPE": "multipart/form-data; boundary=b",
                "CONTENT_LENGTH": str(len(head) + size + len(tail)),
            },
        )
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert answer.status_code == 302
    assert Evidence.objects.get().size_bytes == size + len(b"%PDF-1.7\n\n%%EOF")
    assert peak < 8 * MEGABYTE
    assert os.listdir(tmp_path) == ["body"]


def test_of_a_file_that_is_too_large_only_the_size_is_kept(cast: Cast, settings: Settings) -> None:
    settings.EVIDENCE_FILE_BYTES = 100_000
    assessment_id = start(cast.assessor)
    answer = sign_in(cast.assessor).post(page_of(assessment_id), sent(content=PDF + b"\n" * 300_000))
    assert answer.status_code == 422
    assert "larger than" in text_of(answer)


def test_of_what_is_larger_than_any_form_nothing_is_read(cast: Cast, settings: Settings) -> None:
    settings.EVIDENCE_FILE_BYTES = 100_000
    assessment_id = start(cast.assessor)
    much = sent(content=b"\n" * (MOST_TIMES_LARGER * 100_000 + 1))
    assert sign_in(cast.assessor).post(page_of(assessment_id), much).status_code == 413
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Person.objects.get(id=cast.assessor.person_id))
    strict.get(page_of(assessment_id))
    answer = strict.post(page_of(assessment_id), sent(content=b"\n" * (MOST_TIMES_LARGER * 100_000 + 1)))
    assert answer.status_code == 413
    assert strict.post(page_of(assessment_id), sent()).status_code == 403
    assert Evidence.objects.count() == 0


def test_a_second_file_and_one_of_another_field_are_dropped(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    files = [SimpleUploadedFile("one.pdf", PDF), SimpleUploadedFile("two.pdf", PDF + b"\n")]
    other = SimpleUploadedFile("three.pdf", PDF)
    answer = sign_in(cast.assessor).post(page_of(assessment_id), {"go": "upload", "other": other, "file": files})
    assert answer.status_code == 302
    assert Evidence.objects.get().name == "one.pdf"


@pytest.mark.parametrize("name", ["login", "new-deployment", "evidence-question"])
def test_files_that_nobody_asked_for_are_dropped(cast: Cast, name: str) -> None:
    place = [start(cast.assessor), QUESTION] if name == "evidence-question" else []
    client = Client() if name != "new-deployment" else sign_in(cast.assessor)
    answer = client.post(reverse(name, args=place), {"file": SimpleUploadedFile("a.pdf", PDF), "name": ""})
    assert dict(answer.wsgi_request.FILES) == {}
    assert answer.status_code in (200, 302, 422)


def test_a_report_still_reaches_the_page_that_checks_it(db: None) -> None:
    answer = Client().post(reverse("verify"), {"pdf": SimpleUploadedFile("report.pdf", b"%PDF-1.7 not ours")})
    assert answer.status_code == 200
    (one,) = answer.wsgi_request.FILES.values()
    assert isinstance(one, UploadedFile)
    assert one.size == 17


def test_in_a_trial_a_document_is_registered_and_no_file_taken(committed: None, settings: Settings) -> None:
    settings.TRIALS_AT_ONCE = settings.TRIALS_PER_ADDRESS = 10_000
    client, assessment_id = test_trying.begin()
    shown = text_of(client.get(page_of(assessment_id)))
    assert "In a trial without an account no files are taken" in shown
    assert 'type="file" name="file"' not in shown
    assert client.post(page_of(assessment_id), sent()).status_code == 403
    assert client.post(page_of(assessment_id), PAPER).status_code == 302
    with scope(test_trying.organisation_of(client)):
        assert Evidence.objects.get().kind == "registered"


def test_who_may_not_write_leaves_no_file_on_disk(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    assessment_id = start(cast.assessor)
    for actor in (cast.dpo, cast.outsider):
        assert sign_in(actor).post(page_of(assessment_id), sent()).status_code in (403, 404)
    assert os.listdir(tmp_path) == []


def test_the_limit_is_said_before_a_file_is_chosen(cast: Cast) -> None:
    shown = text_of(sign_in(cast.assessor).get(page_of(start(cast.assessor))))
    megabytes = configured.EVIDENCE_FILE_BYTES // MEGABYTE
    assert shown.index(f"up to {megabytes} MB") < shown.index('type="file" name="file"')
    assert "No faces of real people" in shown


class FullDisk:
    """A file on a disk without room."""

    def write(self, piece: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    flush = close = write


@pytest.mark.parametrize("begins", [True, False])
def test_where_the_disk_is_full_the_page_says_so_and_nothing_is_on_record(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, begins: bool
) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)

    def opened(**where: object) -> FullDisk:
        if begins:
            return FullDisk()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", opened)
    answer = client.post(page_of(assessment_id), sent())
    assert answer.status_code == 503
    assert "Nothing was added" in text_of(answer)
    monkeypatch.undo()
    assert client.post(page_of(assessment_id), sent()).status_code == 302
    with scope(cast.organisation_id):
        assert Evidence.objects.count() == 1
