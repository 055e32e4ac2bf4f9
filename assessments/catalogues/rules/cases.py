"""Rules of case files: legal answers, known names, and files that build on each other without a circle."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class CaseRule(Rule):
    """A case file says what can be judged."""

    CASE_NO_MAPPING = ("is no mapping of questions to answers", "write question: answer, one a line")
    CASE_DAY_MISSING = ("is missing", "add a line such as assess_date: 2026-11-02")
    CASE_DAY_ILLEGAL = ("is no date from {earliest} to {latest}", "write a date such as 2026-11-02")
    CASE_SITUATION = ("is no text in both languages", "write {{en: …, zh: …}}")
    CASE_EXPECT = ("is no mapping of obligations to verdicts", "write obligation: verdict, one a line")
    CASE_WORD_UNKNOWN = ("is none of the words that can stand here", "write one of: {words}")
    CASE_OBLIGATION_UNKNOWN = ("is not an obligation of this edition", "{meant}")
    CASE_QUESTION_UNKNOWN = ("is not a question of this edition", "{meant}")
    CASE_COUNSEL = ("is no list of uncertain points", "write a list such as [U9]")
    CASE_POINT_UNKNOWN = ('"{point}" is not an uncertain point of this edition', "{meant}")
    CASE_POINT_TWICE = ("names {point} twice", "name it once")
    CASE_ANSWER_ILLEGIBLE = ("has no answer that can be read", "write {legal}")
    CASE_ANSWER_ILLEGAL = ('"{value}" {problem}', "write {legal}")
    CASE_LIKE_ILLEGAL = ("is not the name of a case file in the same folder", "write the name of one")
    CASE_LIKE_CIRCLE = ("names {name}, which builds on this file", "name another file")
    CASE_LIKE_TOO_LONG = ("makes more than {limit} files build on each other", "build on a file nearer the beginning")
