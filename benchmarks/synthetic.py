"""Synthetic editions of any number of steps, through the real loader: six questions each, a condition on every second
step, and always the same number of obligations."""

from __future__ import annotations

from pathlib import Path

from assessments.catalogues.loader import load_edition
from assessments.domain.answers import Answer, Answers, Several
from assessments.domain.catalogue import Catalogue, QuestionKind
from tests.small import Files, obligation, question, small_edition, text, write

OBLIGATIONS = 71
SMALLEST = 12
"""Steps that the obligations read, in each edition."""
JUDGED = 4
"""Place of the question that they read."""
KINDS = ("yes_no", "single", "multi", "yes_no", "number", "single")


def write_synthetic(folder: Path, steps: int) -> tuple[str, Catalogue]:
    """The key of the edition and what the loader makes of it."""
    key = f"20{steps:02}-01"
    files: Files = small_edition()
    for name in [each for each in files if each.startswith(("steps/", "obligations/"))]:
        del files[name]
    files["edition.yaml"] |= {"key": key, "gates": [_key(1, 1)], "deadlines": [], "parameters": {}}
    files["facts.yaml"] = {"facts": []}
    files["uncertain.yaml"] = {"uncertain_points": []}
    for number in range(1, steps + 1):
        files[f"steps/{number:02}-s{number:02}.yaml"] = _step(number, steps)
    files["obligations/01-all.yaml"] = {"obligations": [_duty(number) for number in range(OBLIGATIONS)]}
    return key, load_edition(write(folder, files, key))


def synthetic_answers(catalogue: Catalogue) -> Answers:
    """Everything answered; every second duty falls short."""
    return {str(key): _answer(str(key), each.kind) for key, each in catalogue.questions.items()}


def _key(step: int, place: int) -> str:
    return f"q_s{step:02}_{place}"


def _step(number: int, steps: int) -> dict[str, object]:
    shown = {"shown_if": {"is": {_key(number - 1, 1): "yes"}}} if number % 2 == 0 else {}
    asked = []
    for place, kind in enumerate(KINDS, 1):
        choices = {"yes_no": ("yes", "no"), "single": ("a", "b", "c"), "multi": ("x", "y", "none")}.get(kind, ())
        unit = {"unit": text("people", "人")} if kind == "number" else {}
        one = question(_key(number, place), kind, *choices, **unit, **shown)
        opens_next = place == 1 and number % 2 and number < steps
        if not opens_next and not (place == JUDGED and number <= SMALLEST):
            for each in one.get("choices", ()):
                each["informational"] = True
        asked.append(one)
    return {
        "key": f"s{number:02}",
        "title": text(f"Step {number}", f"第{number}步"),
        "lead": text(),
        "questions": asked,
    }


def _duty(number: int) -> dict[str, object]:
    key = _key(number % SMALLEST + 1, JUDGED)
    return obligation(
        f"O{number}-duty",
        needs_judgement_if=False,
        not_met_if={"is": {key: "no"}},
        met_if={"is": {key: "yes"}},
        never=[{"verdict": each, "why": text()} for each in ("needs_judgement", "partly_met")],
    )


def _answer(key: str, kind: QuestionKind) -> Answer:
    match kind:
        case QuestionKind.SINGLE:
            return "a"
        case QuestionKind.MULTI:
            return Several(("x",))
        case QuestionKind.NUMBER:
            return 40
    return "no" if key.endswith(f"_{JUDGED}") and int(key[3:5]) % 2 else "yes"
