"""The pages of evidence: what is said, what is refused in words, and files that leave as downloads and nothing else."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from assessments.domain.file_problems import FileProblem
from assessments.models import Evidence, EvidenceErasure
from assessments.services.assessments import load_workspace
from assessments.services.evidence import DetailProblem, withdraw
from assessments.services.review import hand_in, return_to_assessor
from assessments.web.evidence_words import detail_problem, file_problem
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.services.filing import PDF, QUESTION, png, put_file, put_paper, upload_of

PAPER = {"go": "register", "r-name": "Contract 合同", "r-holder": "Records office", "r-digest": "AB " * 32}
HOSTILE_NAME = '"><script>alert(1)</script>\u4e00.pdf'


def page_of(assessment_id: UUID, question: str = QUESTION) -> str:
    return reverse("evidence-question", args=[assessment_id, question])


def sent(name: str = "plan.pdf", content: bytes = PDF, **more: str) -> dict[str, object]:
    return {"go": "upload", "file": SimpleUploadedFile(name, content), **more}


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_file_is_uploaded_listed_and_downloaded(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    answer = client.post(page_of(assessment_id), sent(about="2026-10-01", expires_on="2027-10-01", note="See p. 2"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(assessment_id))
    row = Evidence.objects.get()
    assert (row.name, row.digest, row.about) == ("plan.pdf", upload_of("", PDF).digest, date(2026, 10, 1))
    for address in (page_of(assessment_id), reverse("evidence", args=[assessment_id])):
        shown = text_of(client.get(address))
        assert reverse("evidence-file", args=[row.id]) in shown
        assert "See p. 2" in shown
        assert row.digest in shown
    got = sign_in(cast.auditor).get(reverse("evidence-file", args=[row.id]))
    assert b"".join(got) == PDF


def test_a_file_leaves_as_a_download_that_no_browser_shows(cast: Cast) -> None:
    made = put_file(cast.assessor, start(cast.assessor), png(), "</script>照片.png")
    answer = sign_in(cast.dpo).get(reverse("evidence-file", args=[made]))
    headers = answer.headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "<" not in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Length"] == str(len(png()))
    assert not answer.has_header("Content-Encoding")
    assert b"".join(answer) == png()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.pdf", b"<html><script>alert(1)</script></html>", "not what the name"),
        ("plan.html", b"<html>", "Files of this kind are not taken"),
        ("plan.pdf", b"", "The file is empty"),
        ("plan\u3164.pdf", PDF, "characters that cannot be seen"),
    ],
)
def test_a_refused_file_is_said_in_words_at_its_field(cast: Cast, name: str, content: bytes, words: str) -> None:
    assessment_id = start(cast.assessor)
    answer = sign_in(cast.assessor).post(page_of(assessment_id), sent(name, content))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Evidence.objects.count() == 0


def test_ten_megabytes_over_the_limit_are_refused_in_words(cast: Cast, settings: Settings) -> None:
    settings.EVIDENCE_FILE_BYTES = 1_000_000
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    answer = client.post(page_of(assessment_id), sent(content=PDF + b"\n" * 1_500_000))
    assert answer.status_code == 422
    assert "larger than 1 MB" in text_of(answer)
    assert client.post(page_of(assessment_id), sent(content=PDF + b"\n" * 10_000_000)).status_code == 413
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\temp\\passwd.pdf", "pass\0wd.pdf", "pass\u202ewd.pdf"])
def test_a_path_nul_or_turned_writing_in_the_name_goes_nowhere(cast: Cast, name: str) -> None:
    assessment_id = start(cast.assessor)
    boundary, kind = "BoUnDaRy", "application/pdf"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += f"Content-Type: {kind}\r\n\r\n"
    go = f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="go"\r\n\r\nupload\r\n--{boundary}--\r\n'
    body = head.encode() + PDF + go.encode()
    client = sign_in(cast.assessor)
    answer = client.post(page_of(assessment_id), body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 302
    row = Evidence.objects.get()
    assert row.name == "passwd.pdf"
    assert storages["evidence"].path(row.storage_name).endswith(row.storage_name)
    assert "passwd" not in row.storage_name


def test_a_double_click_puts_one_document_on_record(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    for _ in range(2):
        assert client.post(page_of(assessment_id), sent()).status_code == 302
        assert client.post(page_of(assessment_id), PAPER).status_code == 302
    assert Evidence.objects.count() == 2
    given = {"go": "withdraw", "evidence": str(Evidence.objects.filter(kind="file").get().id)}
    for _ in range(2):
        assert client.post(page_of(assessment_id), given).status_code == 302
    assert "1 withdrawn document" in text_of(client.get(page_of(assessment_id)))


def test_a_registered_document_keeps_its_digest_in_one_form(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    assert client.post(page_of(assessment_id), PAPER).status_code == 302
    assert Evidence.objects.get().digest == "ab" * 32


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"r-digest": "a" * 70}, "Enter 64 digits"),
        ({"r-digest": "xyz"}, "Enter 64 digits"),
        ({"r-name": ""}, "Enter the name of the document"),
        ({"r-name": "a\u202eb"}, "This text cannot be kept"),
        ({"r-about": "yesterday"}, "as year, month and day"),
        ({"r-about": "1900-01-01"}, "between 1990-01-01"),
        ({"r-about": "2026-05-02", "r-expires_on": "2026-05-01"}, "not before the date"),
    ],
)
def test_a_refused_registration_is_said_in_words(cast: Cast, changed: dict[str, str], words: str) -> None:
    assessment_id = start(cast.assessor)
    answer = sign_in(cast.assessor).post(page_of(assessment_id), {**PAPER, **changed})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Contract" in text_of(answer) or "r-name" in changed
    assert Evidence.objects.count() == 0


def test_a_full_question_and_a_full_store_are_said(cast: Cast, settings: Settings) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    settings.EVIDENCE_QUOTA_BYTES = 10
    assert "no room left" in text_of(client.post(page_of(assessment_id), sent()))
    settings.EVIDENCE_PER_QUESTION = 1
    put_paper(cast.assessor, assessment_id)
    assert "as many documents as it can have" in text_of(client.post(page_of(assessment_id), PAPER))


def test_each_reason_has_words_of_its_own(db: None) -> None:
    assert len({file_problem(each) for each in FileProblem}) == len(FileProblem)
    assert all(detail_problem(each) for each in DetailProblem)


@pytest.mark.parametrize("evidence", ["", "x", "f49b99d6-b3fd-44c5-a533-0d9ac2a27f6d"])
def test_a_forged_key_of_a_document_is_not_found(cast: Cast, evidence: str) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    assert client.post(page_of(assessment_id), {"go": "withdraw", "evidence": evidence}).status_code == 404


def test_a_forged_question_is_not_found_and_nothing_is_kept(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    assert client.post(page_of(assessment_id, "q_unheard_of"), sent()).status_code == 404
    assert Evidence.objects.count() == 0


def test_another_organisation_gets_404_and_other_roles_403(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    made = put_file(cast.assessor, assessment_id)
    for actor, status in ((cast.dpo, 403), (cast.auditor, 403), (cast.outsider, 404)):
        client = sign_in(actor)
        assert client.post(page_of(assessment_id), sent(content=PDF + b"\n")).status_code == status
        assert client.post(page_of(assessment_id), {"go": "withdraw", "evidence": str(made)}).status_code == status
    assert sign_in(cast.outsider).get(reverse("evidence-file", args=[made])).status_code == 404
    assert sign_in(cast.stranger).get(reverse("evidence-file", args=[made])).status_code == 403


def test_evidence_that_was_handed_in_cannot_be_taken_back_or_added_to(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    made = put_file(cast.assessor, assessment_id)
    digest = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    client = sign_in(cast.assessor)
    for given in (sent(content=PDF + b"\n"), PAPER, {"go": "withdraw", "evidence": str(made)}):
        assert client.post(page_of(assessment_id), given).status_code == 302
    page = text_of(client.get(page_of(assessment_id)))
    assert "Evidence changes only while" in page
    assert 'value="withdraw"' not in page
    assert [each.name for each in load_workspace(cast.dpo, assessment_id).evidence[QUESTION]] == ["plan.pdf"]
    review = text_of(sign_in(cast.dpo).get(reverse("review", args=[assessment_id])))
    assert reverse("evidence-file", args=[made]) in review
    return_to_assessor(cast.dpo, assessment_id, "Look again", {})
    assert 'value="withdraw"' in text_of(client.get(page_of(assessment_id)))


def test_names_are_shown_as_text(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    put_file(cast.assessor, assessment_id, name=HOSTILE_NAME)
    client = sign_in(cast.assessor)
    pages = [page_of(assessment_id), reverse("evidence", args=[assessment_id])]
    pages += [reverse("step", args=[assessment_id, "system"]), reverse("check", args=[assessment_id])]
    for each in pages:
        shown = text_of(client.get(each))
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_the_list_says_what_runs_out_and_what_is_not_asked(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    put_paper(cast.assessor, assessment_id, "1" * 64, date(2026, 11, 1))
    put_paper(cast.assessor, assessment_id, "2" * 64, timezone.localdate())
    put_paper(cast.assessor, assessment_id, "3" * 64)
    client = sign_in(cast.assessor)
    shown = text_of(client.get(reverse("evidence", args=[assessment_id])))
    assert "1 document has run out" in shown
    assert "1 document runs out within 30 days" in shown
    assert "3 documents are on record" in shown
    answer_all(cast.assessor, assessment_id, case_answers("g-05-not-in-the-mainland.yaml"))
    assert client.post(page_of(assessment_id, "q_accuracy"), PAPER).status_code == 302
    assert "not asked with the present answers" in text_of(client.get(reverse("evidence", args=[assessment_id])))
    assert "All evidence" in text_of(client.get(page_of(assessment_id, "q_accuracy")))


def test_a_file_that_was_deleted_is_said(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    made = put_file(cast.assessor, assessment_id)
    withdraw(cast.assessor, assessment_id, made)
    stored = Evidence.objects.get().storage_name
    EvidenceErasure.objects.create(
        organisation_id=cast.organisation_id, storage_name=stored, erased_at=cast.assessor.now
    )
    client = sign_in(cast.assessor)
    assert "the file is deleted" in text_of(client.get(page_of(assessment_id)))
    assert client.get(reverse("evidence-file", args=[made])).status_code == 404


@pytest.mark.parametrize("act", ["upload", "download"])
def test_a_store_that_fails_is_said_and_not_an_error_of_ours(
    cast: Cast, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment_id = start(cast.assessor)
    made = put_file(cast.assessor, assessment_id)

    def fail(*_: object) -> None:
        raise OSError("gone")

    monkeypatch.setattr(type(storages["evidence"]), {"upload": "_save", "download": "_open"}[act], fail)
    client = sign_in(cast.assessor)
    if act == "upload":
        answer = client.post(page_of(assessment_id), sent(content=PDF + b"\n"))
    else:
        answer = client.get(reverse("evidence-file", args=[made]))
    assert answer.status_code == 503
    assert "The store of files does not answer" in text_of(answer)


def test_an_unknown_act_does_nothing(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    assert sign_in(cast.assessor).post(page_of(assessment_id), {"go": "erase"}).status_code == 422


def test_the_number_of_queries_does_not_grow_with_the_documents(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    client = sign_in(cast.assessor)
    counts = []
    for documents in (1, 9):
        for number in range(documents):
            put_paper(cast.assessor, assessment_id, f"{documents:032x}{number:032x}")
        withdraw(cast.assessor, assessment_id, put_paper(cast.assessor, assessment_id, f"{documents:064x}"))
        with CaptureQueriesContext(connection) as seen:
            for address in (page_of(assessment_id), reverse("evidence", args=[assessment_id])):
                assert client.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
