"""Revisions to print: a case file assessed on the current edition, with people, review and evidence made up."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pikepdf

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answers, answer_to_json
from assessments.domain.catalogue import Catalogue, QuestionKey, QuestionKind
from assessments.domain.counsel import CounselView, points_of
from assessments.domain.engine import assess
from assessments.domain.evidence import EvidenceKind, EvidenceMark
from assessments.domain.places import PlaceResult, find_common, judge_places
from assessments.domain.progress import ActionState
from assessments.domain.remediation import plan_actions
from assessments.domain.revision import (
    ActionMark,
    Attested,
    AuditMark,
    DeploymentFacts,
    EditionMark,
    GivenAnswer,
    Party,
    PlaceMark,
    Reviewed,
    RevisionContent,
    RoutedStep,
    answers_digest,
    answers_of,
)
from assessments.domain.revision_schemas import schema_for
from assessments.domain.route import plan_route
from assessments.report.rendering import render

CASES = Path(__file__).parents[1] / "cases"
ADDRESS = "https://assess.example.com/verify/K7QD2M9X4RTA"
PERSONS = ("周敏", "Zhou Min")


@cache
def sample(case: str = "g-03", language: str = "en") -> RevisionContent:
    """The revision for the case file whose name begins with `case`."""
    catalogue = current_edition()
    file = next(iter(sorted((CASES / "2026-11").glob(f"{case}*.yaml"))))
    found = read_case(file, catalogue)
    return revision(catalogue, found.answers, found.as_of, language)


def with_counsel(case: str, language: str, *views: CounselView) -> RevisionContent:
    """The revision for a case beside views of counsel."""
    catalogue = current_edition()
    found = read_case(next(iter(sorted((CASES / "2026-11").glob(f"{case}*.yaml")))), catalogue)
    return revision(catalogue, found.answers, found.as_of, language, views)


def revision(
    catalogue: Catalogue, answers: Answers, as_of: date, language: str, views: tuple[CounselView, ...] = ()
) -> RevisionContent:
    """A whole revision for these answers."""
    route = plan_route(catalogue, answers)
    steps = tuple(RoutedStep(each.step.key, each.shown) for each in route.steps)
    asked = {key for each in steps for key in each.questions}
    bound = answers_digest(str(catalogue.key), catalogue.digest, as_of, answers, views)
    return RevisionContent(
        schema=schema_for(says_more=False),
        revision_id="6f1f9a52-5e0a-4a45-9a36-0a4f8a3b6f11",
        number=2,
        organisation=Party("1d6d0f2e-7f0b-4a7e-8a50-0d9d7d3f1a10", "兰庭广场管理有限公司（示例）", "9131"),
        deployment=DeploymentFacts("d-1", "B座访客闸机 Visitor gates", "上海市世纪大道100号", "大堂五处闸机。"),
        assessment_id="0b7b54d2-20c8-4b8a-9a1f-57c9d7a3a9e4",
        edition=EditionMark(str(catalogue.key), catalogue.digest, catalogue.law_as_of),
        as_of=as_of,
        language=language,
        route=steps,
        answers=tuple(_given(key, answers) for key in catalogue.questions if key in asked and str(key) in answers),
        counsel=views,
        assessed=assess(catalogue, answers, as_of, points_of(views)),
        attestations=(
            Attested("周敏", "assessor", "hand_in", "2026-11-23T02:02:11Z", bound),
            Attested("陈远", "dpo", "approve", "2026-11-23T06:30:00Z", bound),
        ),
        review=(
            Reviewed("hand_in", "周敏", "2026-11-22T09:00:00Z", ""),
            Reviewed("return", "陈远", "2026-11-22T10:15:00Z", "第5.10题请补充现场照片。"),
            Reviewed("hand_in", "周敏", "2026-11-23T02:02:11Z", ""),
            Reviewed("approve", "陈远", "2026-11-23T06:30:00Z", ""),
        ),
        sole_person_exception=False,
        evidence=_evidence(catalogue, asked),
        audit=AuditMark(1284, "ab" * 32),
        frozen_at="2026-11-23T06:30:02Z",
    )


def _given(key: QuestionKey, answers: Answers) -> GivenAnswer:
    value = answer_to_json(answers[str(key)])
    return GivenAnswer(key, tuple(value) if isinstance(value, list) else value, "周敏", "2026-11-20T03:04:05Z")


def _evidence(catalogue: Catalogue, asked: set[QuestionKey]) -> tuple[EvidenceMark, ...]:
    first = next(key for key in catalogue.questions if key in asked)
    added = ("周敏", "2026-11-20T03:05:00Z")
    file = ("application/pdf", 1_234_567, "", "", date(2026, 11, 3), None)
    paper = (None, None, "档案室 Records office", "B座3层", None, date(2027, 11, 3))
    return (
        EvidenceMark("闸机标识 gate-signs.pdf", "cd" * 32, first, "e-1", EvidenceKind.FILE, *file, *added),
        EvidenceMark("采购合同 Contract", "ef" * 32, first, "e-2", EvidenceKind.REGISTERED, *paper, *added),
    )


def with_text(content: RevisionContent, catalogue: Catalogue, text: str) -> RevisionContent:
    """The same revision with `text` as the answer to every text question and as every free remark."""
    texts = {key for key, each in catalogue.questions.items() if each.kind is QuestionKind.TEXT}
    return replace(
        content,
        answers=tuple(replace(each, value=text) if each.question in texts else each for each in content.answers),
        deployment=replace(content.deployment, description=text),
        review=tuple(replace(each, comment=text) for each in content.review),
    )


def printed(content: RevisionContent, *, draft: bool = False, self_issued: bool = True) -> bytes:
    """The unsealed PDF of a revision on the current edition."""
    return render(content, current_edition(), draft=draft, verify_address=ADDRESS, self_issued=self_issued)


def run_tool(*command: str, pdf: bytes) -> str:
    """What a tool says about a PDF, errors included; "FILE" stands for the file. A tool that fails fails the test."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "report.pdf"
        file.write_bytes(pdf)
        arguments = [str(file) if each == "FILE" else each for each in command]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def text_of(pdf: bytes, *, page: int | None = None) -> str:
    """The text as poppler extracts it, in the order of the content."""
    pages = () if page is None else ("-f", str(page), "-l", str(page))
    return run_tool("pdftotext", "-raw", *pages, "FILE", "-", pdf=pdf)


def squeezed(text: str) -> str:
    """Text without white space, which line breaks put anywhere."""
    return "".join(text.split())


def page_count(pdf: bytes) -> int:
    """Number of pages."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return len(file.pages)


def _place(number: int, name: str, exceptions: Answers, result: PlaceResult) -> PlaceMark:
    return PlaceMark(
        id=str(UUID(int=number + 1)),
        name=name,
        address="世纪大道100号" if number else "",
        devices=number or None,
        described_by="周敏",
        described_at="2026-11-20T03:04:05Z",
        exceptions=tuple(_given(QuestionKey(key), exceptions) for key in exceptions),
        open=result.open,
        overall=result.assessed.overall,
        findings=result.own,
    )


def with_places(language: str = "en", case: str = "g-01") -> RevisionContent:
    """A revision for five places: one with a device in a private room, three where the zone is not limited."""
    catalogue = current_edition()
    found = read_case(next(iter(sorted((CASES / "2026-11").glob(f"{case}*.yaml")))), catalogue)
    common = find_common(catalogue, found.answers, found.as_of)
    unlawful: Answers = {"q_private_room": "yes"}
    wide: Answers = {"q_zone": "no"}
    exceptions = {"一号店 Shop 1": {}, "二号店 Shop 2": unlawful, **{f"Gate {n} 号口": wide for n in range(5)}}
    results = judge_places(common, exceptions)
    marks = tuple(_place(n, name, given, results[name]) for n, (name, given) in enumerate(exceptions.items()))
    whole = revision(catalogue, found.answers, found.as_of, language)
    return replace(whole, schema=schema_for(says_more=True), places=marks)


def with_plan(content: RevisionContent) -> RevisionContent:
    """The same revision with records about its first four actions: one of each state."""
    catalogue = current_edition()
    asked = {key for each in content.route for key in each.questions}
    planned = plan_actions(content.assessed, answers_of(content, catalogue), asked, catalogue)
    notes = ("", "等供应商报价 Waiting for a quotation", "已重新取得同意 Asked anew", "该设备已拆除 The gate is gone")
    shown = ("照片 new-sign.jpg", "9a" * 32)
    marks = tuple(
        ActionMark(
            key=one.key,
            owner="" if state is ActionState.NOT_NEEDED else "孙丽 Sun Li",
            due=None if one.due else date(2026, 12, 1 + place),
            state=state,
            note=notes[place],
            evidence=shown[0] if state is ActionState.DONE else "",
            evidence_digest=shown[1] if state is ActionState.DONE else "",
            made_by="周敏",
            made_at="2026-11-22T08:00:00Z",
        )
        for place, (one, state) in enumerate(zip(planned, ActionState, strict=False))
    )
    return replace(content, schema=schema_for(says_more=False, has_plan=True), actions=marks)


KINDS: tuple[Answers, ...] = (
    {"q_private_room": "yes"},
    {"q_zone": "no"},
    {"q_private_room": "yes", "q_zone": "no"},
)


def with_many_places(
    content: RevisionContent, many: int = 60, exceptions: Sequence[Answers] = KINDS
) -> RevisionContent:
    """The same revision for so many places, most of them with findings of their own, of a few kinds."""
    catalogue = current_edition()
    common = find_common(catalogue, answers_of(content, catalogue), content.as_of)
    named = {f"门店 Shop {n}": exceptions[n % len(exceptions)] for n in range(many)}
    results = judge_places(common, named)
    marks = tuple(_place(n, name, named[name], results[name]) for n, name in enumerate(named))
    return replace(content, schema=schema_for(says_more=True, has_plan=bool(content.actions)), places=marks)
