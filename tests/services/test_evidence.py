"""Evidence: who may put what on record, what is refused before anything is stored, and what stays when taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connections, transaction
from pytest_django.fixtures import Settings

from assessments.catalogues import current_edition
from assessments.domain.catalogue import QuestionKey
from assessments.domain.file_problems import FileProblem
from assessments.domain.lifecycle import Status
from assessments.domain.revision import from_canonical
from assessments.models import Assessment, AuditEvent, Evidence, EvidenceErasure, EvidenceWithdrawal, Revision
from assessments.services import evidence
from assessments.services.access import Actor, NotAllowed, NotFound, scope
from assessments.services.assessments import load_workspace
from assessments.services.evidence import (
    DetailProblem,
    Details,
    FileRefused,
    IllegalDetails,
    Limit,
    LimitReached,
    NotEditable,
    Registration,
    add_file,
    register,
    withdraw,
)
from assessments.services.evidence_files import StoreFailed, names_of_files
from assessments.services.evidence_views import load_file, load_usage, load_withdrawn
from assessments.services.review import hand_in, return_to_assessor
from tests.chains import verify_chain
from tests.conftest import Cast, answer_all, case_answers, make_cast, start
from tests.services.filing import ACCEPTED, PDF, QUESTION, package, png, put_file, put_paper, upload_of
from tests.services.test_sealing import approved
from tests.services.test_trials import begin

PAPER = Registration("Contract", "Records office", "Room 3", "a" * 64)


def stored(organisation_id: UUID) -> int:
    """How many files the store holds for the organisation."""
    try:
        return len(names_of_files(organisation_id))
    except FileNotFoundError:
        return 0


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_file_of_each_kind_is_kept_as_it_came(cast: Cast, name: str) -> None:
    assessment_id = start(cast.assessor)
    made = put_file(cast.assessor, assessment_id, ACCEPTED[name], name, Details(date(2026, 10, 1), None, "Note"))
    assert load_usage(cast.organisation_id).used == len(ACCEPTED[name])
    found_name, size, content = load_file(cast.auditor, made)
    with content:
        assert (found_name, size, content.read()) == (name, len(ACCEPTED[name]), ACCEPTED[name])
    (view,) = load_workspace(cast.dpo, assessment_id).evidence[QUESTION]
    assert (view.about, view.note, view.added_by, view.has_file) == (
        date(2026, 10, 1),
        "Note",
        cast.assessor.person_name,
        True,
    )
    assert Assessment.objects.get(id=assessment_id).updated_at == cast.assessor.now


def test_a_registered_document_has_no_file(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    made = put_paper(cast.assessor, assessment_id)
    (view,) = load_workspace(cast.dpo, assessment_id).evidence[QUESTION]
    assert (view.id, view.has_file, view.size_bytes, view.holder) == (made, False, None, "Records office 档案室")
    with pytest.raises(NotFound):
        load_file(cast.assessor, made)
    assert load_usage(cast.organisation_id).used == 0


REFUSED: list[tuple[str, bytes, FileProblem]] = [
    ("plan.pdf", b"<html><script>alert(1)</script>", FileProblem.MISMATCH),
    ("plan.html", b"<html>", FileProblem.EXTENSION),
    ("plan.svg", b"<svg/>", FileProblem.EXTENSION),
    ("plan.pdf.exe", PDF, FileProblem.EXTENSION),
    ("plan", PDF, FileProblem.EXTENSION),
    (".pdf", PDF, FileProblem.EXTENSION),
    ("", PDF, FileProblem.NAME),
    ("pl\0an.pdf", PDF, FileProblem.NAME),
    ("pl\nan.pdf", PDF, FileProblem.NAME),
    ("plan\u202efdp.pdf", PDF, FileProblem.NAME),
    ("plan\ud800.pdf", PDF, FileProblem.NAME),
    ("a" * 252 + ".pdf", PDF, FileProblem.NAME),
    ("plan.pdf", b"", FileProblem.EMPTY),
    ("list.xlsx", package("xl/workbook.xml", {"xl/a.xml": b"\0" * 5_000_000}), FileProblem.BOMB),
    ("sign.png", png(60_000, 60_000), FileProblem.BOMB),
]


@pytest.mark.parametrize(("name", "content", "problem"), REFUSED)
def test_a_file_that_is_refused_leaves_nothing(cast: Cast, name: str, content: bytes, problem: FileProblem) -> None:
    assessment_id = start(cast.assessor)
    with pytest.raises(FileRefused) as refused:
        add_file(cast.assessor, assessment_id, QUESTION, upload_of(name, content), Details())
    assert refused.value.problem is problem
    assert (Evidence.objects.count(), stored(cast.organisation_id)) == (0, 0)


def test_a_name_with_a_path_is_data_and_never_a_path(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    made = put_file(cast.assessor, assessment_id, name="../../../etc/passwd.pdf")
    row = Evidence.objects.get(id=made)
    folder, _, name = row.storage_name.partition("/")
    assert (folder, len(name), name.isalnum()) == (str(cast.organisation_id), 32, True)
    assert "passwd" not in storages["evidence"].path(row.storage_name)


def test_a_file_over_the_limit_is_refused_by_its_size_alone(cast: Cast, settings: Settings) -> None:
    assessment_id = start(cast.assessor)
    upload = replace(upload_of("plan.pdf", PDF), size_bytes=settings.EVIDENCE_FILE_BYTES + 1)
    with pytest.raises(FileRefused) as refused:
        add_file(cast.assessor, assessment_id, QUESTION, upload, Details())
    assert refused.value.problem is FileProblem.TOO_LARGE


def test_the_quota_of_the_organisation_holds_over_all_assessments(cast: Cast, settings: Settings) -> None:
    settings.EVIDENCE_QUOTA_BYTES = 2 * len(PDF) - 1
    put_file(cast.assessor, start(cast.assessor))
    second = start(cast.colleague, "Doors")
    with pytest.raises(LimitReached) as reached:
        put_file(cast.colleague, second)
    assert reached.value.limit is Limit.ORGANISATION
    assert (load_usage(cast.organisation_id).left, stored(cast.organisation_id)) == (len(PDF) - 1, 1)
    put_paper(cast.colleague, second)


def test_a_question_takes_only_so_many_documents(cast: Cast, settings: Settings) -> None:
    settings.EVIDENCE_PER_QUESTION = 1
    assessment_id = start(cast.assessor)
    made = put_paper(cast.assessor, assessment_id)
    puts: tuple[Callable[[], UUID], ...] = (
        lambda: put_paper(cast.assessor, assessment_id, "b" * 64),
        lambda: put_file(cast.assessor, assessment_id),
    )
    for put in puts:
        with pytest.raises(LimitReached) as reached:
            put()
        assert reached.value.limit is Limit.QUESTION
    assert withdraw(cast.assessor, assessment_id, made)
    put_file(cast.assessor, assessment_id)


def test_the_very_same_document_is_on_record_once_for_a_question(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    made = put_file(cast.assessor, assessment_id)
    assert not add_file(cast.colleague, assessment_id, QUESTION, upload_of("again.pdf", PDF), Details())
    assert add_file(cast.colleague, assessment_id, QuestionKey("q_province"), upload_of("plan.pdf", PDF), Details())
    put_paper(cast.assessor, assessment_id)
    assert not register(cast.assessor, assessment_id, QUESTION, PAPER, Details())
    assert Evidence.objects.count() == 3
    withdraw(cast.assessor, assessment_id, made)
    put_file(cast.assessor, assessment_id)


PEOPLE: list[Callable[[Cast], Actor]] = [lambda cast: cast.dpo, lambda cast: cast.auditor]


@pytest.mark.parametrize("person", PEOPLE)
def test_only_assessors_add_register_and_withdraw(cast: Cast, person: Callable[[Cast], Actor]) -> None:
    assessment_id = start(cast.assessor)
    made = put_file(cast.assessor, assessment_id)
    actor = person(cast)
    for act in acts(actor, assessment_id, made):
        with pytest.raises(NotAllowed):
            act()
    assert Evidence.objects.count() == 1


def acts(actor: Actor, assessment_id: UUID, made: UUID) -> tuple[Callable[[], object], ...]:
    return (
        lambda: add_file(actor, assessment_id, QUESTION, upload_of("other.pdf", PDF + b"\n"), Details()),
        lambda: register(actor, assessment_id, QUESTION, PAPER, Details()),
        lambda: withdraw(actor, assessment_id, made),
    )


def test_another_organisation_finds_nothing(committed: None) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    with scope(cast.organisation_id):
        made = put_file(cast.assessor, assessment_id)
    load: Callable[[], object] = lambda: load_file(cast.outsider, made)  # noqa: E731
    for act in (*acts(cast.outsider, assessment_id, made), load):
        with pytest.raises(NotFound), scope(cast.outsider.organisation_id):
            act()
    with scope(cast.outsider.organisation_id):
        assert Evidence.objects.count() == 0
    assert stored(cast.organisation_id) == 1


def test_the_database_keeps_evidence_with_its_own_organisation_and_assessment(committed: None) -> None:
    cast = make_cast()
    assessment_id, other = start(cast.assessor), start(cast.assessor, "Doors")
    with scope(cast.organisation_id):
        made = put_paper(cast.assessor, assessment_id)
        row = Evidence.objects.get(id=made)
    given = {"made_by_id": cast.assessor.person_id, "made_by_name": "x", "made_at": cast.assessor.now}
    with pytest.raises(DatabaseError), scope(cast.organisation_id):
        EvidenceWithdrawal.objects.create(
            organisation_id=cast.organisation_id, assessment_id=other, evidence_id=made, audit_sequence=1, **given
        )
    row.pk = uuid4()
    with pytest.raises(DatabaseError), scope(cast.outsider.organisation_id):
        row.save(force_insert=True)
    row.organisation_id = cast.outsider.organisation_id
    with pytest.raises(DatabaseError), scope(cast.outsider.organisation_id):
        row.save(force_insert=True)


def test_a_forged_question_or_document_is_not_found(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    for question in ("q_unheard_of", "", "q_orgkind' OR 1=1", "../q_orgkind"):
        with pytest.raises(NotFound):
            register(cast.assessor, assessment_id, QuestionKey(question), PAPER, Details())
    made = put_paper(cast.assessor, start(cast.assessor, "Doors"))
    for evidence_id in (uuid4(), made):
        with pytest.raises(NotFound):
            withdraw(cast.assessor, assessment_id, evidence_id)
    with pytest.raises(NotFound):
        load_file(cast.assessor, uuid4())


ILLEGAL: list[tuple[Registration, Details, str, DetailProblem]] = [
    (replace(PAPER, name=" "), Details(), "name", DetailProblem.MISSING),
    (replace(PAPER, holder=""), Details(), "holder", DetailProblem.MISSING),
    (replace(PAPER, name="x" * 201), Details(), "name", DetailProblem.TOO_LONG),
    (replace(PAPER, place="a\nb"), Details(), "place", DetailProblem.UNFIT),
    (replace(PAPER, name="a\0b"), Details(), "name", DetailProblem.UNFIT),
    (replace(PAPER, digest="a" * 63), Details(), "digest", DetailProblem.UNFIT),
    (replace(PAPER, digest="G" * 64), Details(), "digest", DetailProblem.UNFIT),
    (PAPER, Details(note="x" * 2001), "note", DetailProblem.TOO_LONG),
    (PAPER, Details(note="a\0b"), "note", DetailProblem.UNFIT),
    (PAPER, Details(about=date(1949, 1, 1)), "about", DetailProblem.TOO_EARLY),
    (PAPER, Details(expires_on=date(1949, 1, 1)), "expires_on", DetailProblem.TOO_EARLY),
    (PAPER, Details(date(2026, 5, 2), date(2026, 5, 1)), "expires_on", DetailProblem.ENDS_BEFORE),
]


@pytest.mark.parametrize(("paper", "details", "field", "problem"), ILLEGAL)
def test_a_description_that_cannot_be_kept_is_refused(
    cast: Cast, paper: Registration, details: Details, field: str, problem: DetailProblem
) -> None:
    assessment_id = start(cast.assessor)
    with pytest.raises(IllegalDetails) as illegal:
        register(cast.assessor, assessment_id, QUESTION, paper, details)
    assert (illegal.value.field, illegal.value.problem) == (field, problem)
    register(cast.assessor, assessment_id, QUESTION, replace(PAPER, place=""), Details())


def test_what_is_taken_back_stays_on_record_and_counts_no_longer(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    made = put_file(cast.assessor, assessment_id)
    assert withdraw(cast.colleague, assessment_id, made)
    assert not withdraw(cast.assessor, assessment_id, made)
    assert load_workspace(cast.assessor, assessment_id).evidence == {}
    (view,) = load_withdrawn(assessment_id)
    assert (view.withdrawn_by, view.is_erased, view.has_file) == (cast.colleague.person_name, False, True)
    load_file(cast.assessor, made)[2].close()
    assert load_usage(cast.organisation_id).used == len(PDF)


def test_each_act_leaves_an_event_with_the_digest(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    withdraw(cast.assessor, assessment_id, put_paper(cast.assessor, assessment_id))
    assert [bytes(each.payload).count(b"a" * 64) for each in AuditEvent.objects.order_by("sequence")][-2:] == [1, 1]
    actions = list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert actions[-2:] == ["add_evidence", "withdraw_evidence"]
    assert verify_chain(cast.organisation_id)


def test_once_handed_in_nothing_is_added_or_taken_back(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    made = put_file(cast.assessor, assessment_id)
    digest = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    for act in acts(cast.assessor, assessment_id, made):
        with pytest.raises(NotEditable):
            act()
    row = Evidence.objects.get(id=made)
    row.pk, row.audit_sequence = uuid4(), 99
    with pytest.raises(DatabaseError, match="only in a draft"), transaction.atomic():
        row.save(force_insert=True)
    return_to_assessor(cast.dpo, assessment_id, "Look again", {})
    assert withdraw(cast.assessor, assessment_id, made)


def test_a_status_that_changes_between_look_and_lock_is_seen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assessment_id = start(cast.assessor)

    def inspect(*_: object) -> None:
        given = {"status": Status.IN_REVIEW.value, "as_of": cast.assessor.now.date()}
        Assessment.objects.filter(id=assessment_id).update(**given)

    monkeypatch.setattr(evidence, "inspect_file", inspect)
    with pytest.raises(NotEditable):
        put_file(cast.assessor, assessment_id)
    assert stored(cast.organisation_id) == 0


def test_rows_never_change_and_never_go(committed: None) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    with scope(cast.organisation_id):
        made = put_file(cast.assessor, assessment_id)
        withdraw(cast.assessor, assessment_id, made)
    for model in (Evidence, EvidenceWithdrawal, EvidenceErasure):
        with pytest.raises(DatabaseError), scope(cast.organisation_id):
            model.objects.all()._raw_delete("default")
    with pytest.raises(DatabaseError), scope(cast.organisation_id):
        Evidence.objects.filter(id=made).update(digest="b" * 64)


def test_in_a_trial_documents_are_registered_and_no_files_taken(committed: None) -> None:
    begun, actor = begin()
    with scope(actor.organisation_id):
        put_paper(actor, begun.assessment_id)
        with pytest.raises(NotAllowed):
            put_file(actor, begun.assessment_id)
        row = Evidence.objects.get()
    row.pk, row.kind, row.holder, row.size_bytes = uuid4(), "file", "", 1
    row.storage_name, row.media_type = "x/y", "application/pdf"
    with pytest.raises(DatabaseError, match="no place in a trial"), scope(actor.organisation_id):
        row.save(force_insert=True)


def test_of_two_at_once_one_document_is_kept_and_one_file(committed: None) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    outcomes: list[bool] = []
    together = threading.Barrier(2, timeout=20)

    def press() -> None:
        try:
            with scope(cast.organisation_id):
                upload = upload_of("plan.pdf", PDF)
                together.wait()
                outcomes.append(add_file(cast.assessor, assessment_id, QUESTION, upload, Details()))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=30)
    assert sorted(outcomes) == [False, True]
    with scope(cast.organisation_id):
        assert Evidence.objects.count() == 1
    assert stored(cast.organisation_id) == 1


@pytest.mark.parametrize("act", ["_save", "_open"])
def test_a_store_that_fails_is_said_and_leaves_no_row(cast: Cast, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assessment_id = start(cast.assessor)
    made = put_file(cast.assessor, assessment_id)

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(type(storages["evidence"]), act, fail)
    use: dict[str, Callable[[], object]] = {
        "_save": lambda: put_file(cast.assessor, assessment_id, PDF + b"\n"),
        "_open": lambda: load_file(cast.assessor, made),
    }
    with pytest.raises(StoreFailed):
        use[act]()
    assert Evidence.objects.count() == 1


def test_a_revision_names_what_counted_for_questions_that_were_asked(committed: None) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    with scope(cast.organisation_id):
        file = put_file(cast.assessor, assessment_id, details=Details(date(2026, 10, 1)))
        paper = put_paper(cast.assessor, assessment_id, expires_on=date(2027, 1, 1))
        withdraw(cast.assessor, assessment_id, put_paper(cast.assessor, assessment_id, "c" * 64))
        register(cast.assessor, assessment_id, QuestionKey("q_accuracy"), PAPER, Details())
    revision_id = approved(cast, assessment_id)
    with scope(cast.organisation_id):
        content = from_canonical(bytes(Revision.objects.get(id=revision_id).content), current_edition())
    assert [(each.id, each.name, each.holder) for each in content.evidence] == [
        (str(file), "plan.pdf", ""),
        (str(paper), "Contract 合同", "Records office 档案室"),
    ]
    assert content.evidence[0].about == date(2026, 10, 1)
    assert content.evidence[1].expires_on == date(2027, 1, 1)
