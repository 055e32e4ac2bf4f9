"""What becomes of answers in a newer edition: every class of change, chains, and what must always hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from assessments import catalogues
from assessments.domain.answers import Answer, Answers, NotSure, Several
from assessments.domain.catalogue import Catalogue, QuestionKey, Watched
from assessments.domain.changes import compare_editions
from assessments.domain.declarations import ChangeClass
from assessments.domain.engine import assess
from assessments.domain.findings import Verdict
from assessments.domain.texts import Text
from assessments.domain.upgrading import Outcome, changed_verdicts, concerned_obligations, follow, plan_upgrade
from tests.domain.answering import some_answers
from tests.domain.test_properties import TODAY
from tests.editions import BASE, KEY, folder_with_test_edition
from tests.small import FIRST, KIND, SECOND, SURE, USE, Change, add, choice, drop, put, question, text
from tests.successors import AFTER, NEXT, declare, succeed, successor

Q_KIND, Q_USE, Q_SURE = (QuestionKey(each) for each in ("q_kind", "q_use", "q_sure"))


def choices(*keys: str) -> Change:
    """q_use has these choices and nothing decides by them."""

    def change(files: dict[str, Any]) -> None:
        del files["obligations/01-all.yaml"]["obligations"][1]
        files["steps/02-second.yaml"]["again"] = []
        put([choice(each, informational=True) for each in keys], *USE, "choices")(files)

    return change


UNREAD = [declare("O2-ban", "removed"), declare("q_cite", "meaning")]
"""What goes with `choices`."""
OF_USE: dict[str, tuple[Sequence[str], dict[str, str], Answer, Outcome, Answer | None]] = {
    "untouched": (("y", "none"), {}, Several(("y",)), Outcome.CARRIED, Several(("y",))),
    "not sure": (("y", "none"), {}, NotSure.NOT_SURE, Outcome.CARRIED, NotSure.NOT_SURE),
    "renamed": (("x", "z", "none"), {"y": "z"}, Several(("x", "y")), Outcome.MAPPED, Several(("x", "z"))),
    "merged into one that was there": (("x", "none"), {"y": "x"}, Several(("y",)), Outcome.RECONFIRM, Several(("x",))),
    "two merged": (("z", "none"), {"x": "z", "y": "z"}, Several(("x", "y")), Outcome.RECONFIRM, Several(("z",))),
    "gone": (("x", "none"), {}, Several(("x", "y")), Outcome.ASKED_AGAIN, None),
    "a choice that nobody saw": (("x", "y", "none", "w"), {}, Several(("x",)), Outcome.RECONFIRM, Several(("x",))),
}


@pytest.mark.parametrize("sample", OF_USE)
def test_choices_carry_answers_as_far_as_they_are_mapped(sample: str, small: Catalogue, tmp_path: Path) -> None:
    kept, mapping, answer, outcome, value = OF_USE[sample]
    changes = [choices(*kept), put(True, *USE, "choices", kept.index("none"), "exclusive")]
    _, found = succeed(tmp_path, changes, [declare("q_use", "choices", choices=mapping), *UNREAD])
    passage = follow((small, found), Q_USE, answer)
    assert (passage.outcome, passage.value) == (outcome, value)
    assert [each.change for each in passage.because] == [ChangeClass.CHOICES]


def test_a_single_choice_is_renamed_too(small: Catalogue, tmp_path: Path) -> None:
    def renamed(files: dict[str, Any]) -> None:
        put(choice("e"), *KIND, "choices", 0)(files)
        put({"is": {"q_kind": "e"}}, "obligations/01-all", "obligations", 0, "met_if")(files)
        put({"is": {"q_kind": "e"}}, "steps/02-second", "questions", 1, "shown_if")(files)

    found = successor(
        small,
        tmp_path,
        [renamed],
        declare("q_kind", "choices", choices={"a": "e"}),
        declare("O1-duty", "meaning"),
        declare("q_cite", "meaning"),
    )
    plan = plan_upgrade((small, found), {"q_kind": "a"})
    assert plan.answers == {"q_kind": "e"}
    reasons = {each.key: [one.key for one in each.because] for each in plan.obligations}
    assert reasons == {"O1-duty": ["O1-duty"], "O3-advice": ["q_cite"]}  # none of them the mere rename
    assert [each.outcome for each in plan.affected] == [Outcome.MAPPED]


def test_an_answer_that_is_no_longer_legal_is_asked_again(small: Catalogue, tmp_path: Path) -> None:
    found = successor(small, tmp_path, [put(True, *USE, "choices", 0, "exclusive")], declare("q_use", "meaning"))
    passage = follow((small, found), Q_USE, Several(("x", "y")))
    assert (passage.outcome, passage.value, passage.targets) == (Outcome.ASKED_AGAIN, None, ("q_use",))
    assert follow((small, found), Q_USE, Several(("x",))).outcome is Outcome.RECONFIRM


def test_another_kind_of_answer_is_asked_again(small: Catalogue, tmp_path: Path) -> None:
    found = successor(small, tmp_path, [put("single", *SURE, "kind")], declare("q_sure", "choices"))
    passage = follow((small, found), Q_SURE, "yes")
    assert (passage.outcome, passage.value) == (Outcome.ASKED_AGAIN, None)


def without_use(files: dict[str, Any]) -> None:
    """The question on use goes, and the ban that reads it."""
    drop(FIRST, "questions", 1)(files)
    drop("obligations/01-all", "obligations", 1)(files)
    drop("steps/02-second", "again")(files)


REWORDED = put(text("Asked otherwise?", "换个问法？"), *KIND, "text")
PARTS = [add(question(f"q_part{n}", "text"), FIRST, "questions") for n in (1, 2)]
SPLIT = [
    declare("q_use", "split", into=["q_part1", "q_part2"]),
    *(declare(f"q_part{n}", "new") for n in (1, 2)),
    *UNREAD,
]


def test_editions_in_a_row_add_up(small: Catalogue, tmp_path: Path) -> None:
    """Wording, then meaning, stays to be confirmed; split, then one part removed, then the other: archived."""
    second = successor(small, tmp_path, [REWORDED, without_use, *PARTS], declare("q_kind", "wording"), *SPLIT)
    _, third = succeed(
        tmp_path,
        [without_use, PARTS[1]],
        [declare("q_kind", "meaning"), declare("q_part1", "removed")],
        key=AFTER,
        base=NEXT,
    )
    _, fourth = succeed(tmp_path, [without_use], [declare("q_part2", "removed")], key="2026-04", base=AFTER)
    answers: Answers = {"q_kind": "a", "q_use": Several(("x",))}
    kind, use = plan_upgrade((small, second), answers).passages
    assert (kind.outcome, use.outcome) == (Outcome.CARRIED, Outcome.ASKED_AGAIN)
    assert use.targets == ("q_part1", "q_part2")
    kind, use = plan_upgrade((small, second, third), answers).passages
    assert [each.edition for each in kind.because] == [NEXT, AFTER]
    assert (kind.outcome, kind.value) == (Outcome.RECONFIRM, "a")
    assert (use.outcome, use.targets) == (Outcome.ASKED_AGAIN, ("q_part2",))
    whole = plan_upgrade((small, second, third, fourth), answers)
    kind, use = whole.passages
    assert (kind.outcome, use.outcome, use.targets) == (Outcome.RECONFIRM, Outcome.ARCHIVED, ())
    assert whole.new_questions == ()
    assert [each.key for each in plan_upgrade((small, second, third), answers).new_questions] == ["q_part2"]


def test_what_is_only_shown_follows_a_second_split(small: Catalogue, tmp_path: Path) -> None:
    second = successor(small, tmp_path, [without_use, *PARTS], *SPLIT)
    more = [add(question(f"q_piece{n}", "text"), FIRST, "questions") for n in (1, 2)]
    pieces = [declare("q_part1", "split", into=["q_piece1", "q_piece2"]), declare("q_part2", "wording")]
    _, third = succeed(tmp_path, [without_use, PARTS[1], *more], pieces, key=AFTER, base=NEXT)
    passage = follow((small, second, third), Q_USE, Several(("x",)))
    assert passage.targets == ("q_piece1", "q_piece2", "q_part2")


def test_obligations_are_concerned_by_their_own_change_and_by_what_they_read(small: Catalogue, tmp_path: Path) -> None:
    found = successor(
        small,
        tmp_path,
        [REWORDED, put("low", "obligations/01-all", "obligations", 0, "severity")],
        declare("q_kind", "meaning"),
        declare("O1-duty", "meaning"),
    )
    concerned = {each.key: [one.key for one in each.because] for each in concerned_obligations((small, found))}
    assert concerned == {"O1-duty": ["O1-duty", "q_kind"], "O4-filing": ["q_kind"]}
    worded = successor(small, tmp_path / "worded", [REWORDED], declare("q_kind", "wording"))
    assert concerned_obligations((small, worded)) == ()


def test_a_question_that_starts_a_limit_concerns_the_obligation_that_reads_the_limit(
    small: Catalogue, tmp_path: Path
) -> None:
    other_day = put(text("When did it begin?", "何时开始？"), SECOND, "questions", 2, "text")
    found = successor(small, tmp_path, [other_day], declare("q_day", "meaning"))
    concerned = {each.key: [one.key for one in each.because] for each in concerned_obligations((small, found))}
    assert concerned == {"O4-filing": ["q_day"]}


def test_verdicts_that_changed_came_or_went_are_told(small: Catalogue, tmp_path: Path) -> None:
    found = successor(small, tmp_path, [without_use], declare("q_use", "removed"), *UNREAD)
    before = assess(small, {"q_kind": "a", "q_sure": "yes"}, TODAY)
    after = assess(found, {"q_kind": "b", "q_sure": "yes"}, TODAY)
    told = {each.key: (each.before, each.after) for each in changed_verdicts(before, after)}
    assert told == {
        "O1-duty": (Verdict.MET, Verdict.NOT_MET),
        "O2-ban": (Verdict.UNDETERMINED, None),
    }


OLD = catalogues.edition(BASE)


@pytest.fixture(scope="module")
def newer() -> Catalogue:
    """The test edition."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "FURTHER", (folder_with_test_edition(),))
        return catalogues.edition(KEY)


thorough = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


def test_the_test_edition_has_every_class_of_change(newer: Catalogue) -> None:
    assert newer.changes is not None
    assert {each.change for each in newer.changes.declared.values()} == set(ChangeClass)


@thorough
@given(some_answers(OLD))
def test_every_answer_is_accounted_for_exactly_once(newer: Catalogue, answers: Answers) -> None:
    plan = plan_upgrade((OLD, newer), answers)
    assert {str(each.origin): each.answer for each in plan.passages} == dict(answers)
    assert len(plan.passages) == len(answers)
    by_outcome = [one for outcome in Outcome for one in plan.with_outcome(outcome)]
    assert sorted(by_outcome, key=str) == sorted(plan.passages, key=str)
    assert all((not each.targets) == (each.outcome is Outcome.ARCHIVED) for each in plan.passages)
    assert all(each.because for each in plan.affected)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(some_answers(OLD))
def test_upgrading_then_assessing_is_assessing_the_mapped_answers(newer: Catalogue, answers: Answers) -> None:
    """Only carried and mapped answers count: removing all others first leads to the same findings."""
    plan = plan_upgrade((OLD, newer), answers)
    counting = {str(each.origin): each.answer for each in plan.passages if each.counts}
    again = plan_upgrade((OLD, newer), counting)
    assert assess(newer, plan.answers, TODAY) == assess(newer, again.answers, TODAY)
    assert all(each.counts for each in again.passages)
    assert all(QuestionKey(key) in newer.questions for key in plan.answers)


@thorough
@given(some_answers(OLD))
def test_an_upgrade_to_the_same_edition_is_the_identity(answers: Answers) -> None:
    plan = plan_upgrade((OLD,), answers)
    assert plan.answers == dict(answers)
    assert (plan.affected, plan.new_questions, plan.obligations) == ((), (), ())
    assert assess(OLD, plan.answers, TODAY) == assess(OLD, answers, TODAY)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(some_answers(OLD))
def test_unconfirmed_answers_decide_nothing(newer: Catalogue, answers: Answers) -> None:
    waiting = [one for one in plan_upgrade((OLD, newer), answers).passages if one.outcome is Outcome.RECONFIRM]
    assert not {str(key) for one in waiting for key in one.targets} & plan_upgrade((OLD, newer), answers).answers.keys()


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(some_answers(OLD))
def test_the_watch_list_has_no_influence(answers: Answers) -> None:
    """A draft rule on it decides nothing, and its coming or going is no change to declare."""
    ban = Text("A draft would forbid every use of faces.", "征求意见稿拟一律禁止使用人脸。")
    for watched in ((), (Watched(ban, ban),)):
        other = replace(OLD, watch_list=watched)
        assert assess(other, answers, TODAY) == assess(OLD, answers, TODAY)
        assert not compare_editions(OLD, other)
