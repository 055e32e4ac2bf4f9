"""Filling in the wizard as a person does: look at what is on the page, answer it, press the button."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from playwright.sync_api import Page

from assessments.catalogues import current_edition
from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import Question, QuestionKey, QuestionKind

MOST_PAGES = 60
SAVED = "#save[data-state=saved]"


def fill_in(page: Page, answers: Mapping[str, Answer]) -> int:
    """Answer every question that is shown, step by step, until all are answered. Gives the number of pages saved."""
    for pages in range(MOST_PAGES):
        if page.url.rstrip("/").endswith("/check"):
            return pages
        fill_in_step(page, answers)
        with page.expect_navigation():
            page.click("button[name=go][value=next]")
    raise AssertionError(f"the wizard does not end; last at {page.url}")


def fill_in_step(page: Page, answers: Mapping[str, Answer]) -> None:
    """Answer what is shown and what opens meanwhile, until the page says that it is saved."""
    done: set[str] = set()
    while news := [question for question in shown_questions(page) if question.key not in done]:
        for question in news:
            answer_question(page, question, answers.get(question.key, NotSure.NOT_SURE))
            done.add(question.key)
        page.wait_for_selector(SAVED, state="attached")


def fill_in_by_buttons(page: Page, answers: Mapping[str, Answer]) -> None:
    """The same where no script runs: follow-ups come with the page that the button leads to."""
    for _ in range(MOST_PAGES):
        if page.url.rstrip("/").endswith("/check"):
            return
        answer_shown(page, answers)
        with page.expect_navigation():
            page.click("button[name=go][value=next]")
    raise AssertionError(f"the wizard does not end; last at {page.url}")


def answer_shown(page: Page, answers: Mapping[str, Answer]) -> None:
    """Answer what stands on the page as it came."""
    for question in shown_questions(page):
        answer_question(page, question, answers.get(question.key, NotSure.NOT_SURE))


def shown_questions(page: Page) -> list[Question]:
    """The questions on the page, as its own hidden field lists them."""
    asked = page.input_value("input[name=asked]").split()
    questions = current_edition().questions
    return [questions[QuestionKey(key)] for key in asked]


def answer_question(page: Page, question: Question, answer: Answer) -> None:
    """Give one answer by its controls."""
    key = question.key
    if isinstance(answer, NotSure):
        page.check(f"[id='{key}-unknown']")
    elif question.kind is QuestionKind.TEXT:
        page.check(f"[id='{key}-given']")
        page.fill(f"[id='f-{key}']", str(answer))
    elif isinstance(answer, Several):
        for choice in question.choices:
            page.set_checked(f"[id='{key}-{choice.key}']", choice.key in answer.choices)
    elif isinstance(answer, date):
        page.fill(f"[id='f-{key}']", answer.isoformat())
    elif question.kind is QuestionKind.NUMBER:
        page.fill(f"[id='f-{key}']", f"{answer:,}")
    else:
        page.check(f"[id='{key}-{answer}']")
