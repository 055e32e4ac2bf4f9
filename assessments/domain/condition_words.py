"""A condition in words, for lawyers who review an edition: a clause, or a heading over clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue, DeadlineKey, FactKey, Question, QuestionKey
from assessments.domain.conditions import (
    AS_OF,
    All,
    Amount,
    Any_,
    Condition,
    Constant,
    Counts,
    FactHolds,
    Has,
    Is,
    Moment,
    Not,
    Only,
    Reading,
)
from assessments.domain.dates import day_in_words
from assessments.domain.texts import Text
from assessments.domain.words import NO_RULE_WORDS


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition in words; where it is put together from others, `words` is the heading over `parts`."""

    words: str
    parts: tuple[Clause, ...] = ()


_Pair = tuple[Text, Text]
"""Words where it holds, and where its contrary is asked for."""

_CONSTANT: _Pair = (Text("always", "始终"), Text("never", "从不"))
_ALL: _Pair = (Text("all of these hold:", "同时满足："), Text("not all of these hold:", "并非全部满足："))
_ANY: _Pair = (Text("at least one of these holds:", "至少满足一项："), Text("none of these holds:", "均不满足："))
_FACT: _Pair = (
    Text("fact {key} holds – {sentence}", "事实{key}成立——{sentence}"),
    Text("fact {key} does not hold – {sentence}", "事实{key}不成立——{sentence}"),
)
_IS: _Pair = (
    Text("question {number} is answered {any}", "第{number}题的回答是{any}"),
    Text("question {number} is answered otherwise than {any}", "第{number}题的回答不是{any}"),
)
_HAS: _Pair = (
    Text("the answer to question {number} includes {any}", "第{number}题选择了{any}"),
    Text("the answer to question {number} does not include {any}", "第{number}题没有选择{any}"),
)
_ONLY: _Pair = (
    Text("the answer to question {number} holds nothing but {all}", "第{number}题仅选择了{all}"),
    Text("the answer to question {number} holds something besides {all}", "第{number}题选择了{all}以外的选项"),
)
_COUNTS = Text("in question {number}, {bounds} of {all} are chosen", "第{number}题在{all}中选择了{bounds}项")
_AMOUNT = Text("the number in question {number} is {bounds}{unit}", "第{number}题的数值{bounds}{unit}")
_ANSWERED: _Pair = (
    Text("question {number} is answered", "第{number}题已回答"),
    Text("question {number} has no answer, or “Not sure”", "第{number}题未回答或者回答“不清楚”"),
)
_EXACTLY: _Pair = (Text("exactly {low}", "恰好{low}"), Text("other than {low}", "不同于{low}"))
_BETWEEN: _Pair = (
    Text("{low} to {high}", "介于{low}至{high}"),
    Text("below {low} or above {high}", "低于{low}或高于{high}"),
)
_AT_LEAST: _Pair = (Text("at least {low}", "不少于{low}"), Text("fewer than {low}", "少于{low}"))
_AT_MOST: _Pair = (Text("at most {high}", "不超过{high}"), Text("more than {high}", "超过{high}"))
_DATE_OF = Text("the date in question {number}", "第{number}题的日期")
_DAY_OF_ASSESSMENT = Text("the day of the assessment", "评估日")
_LAST_DAY = Text("the last day of the deadline “{title}”", "“{title}”期限的最后一日")
_RELATIONS: dict[str, _Pair] = {
    "before": (
        Text("{left} is before {right}", "{left}早于{right}"),
        Text("{left} is not before {right}", "{left}不早于{right}"),
    ),
    "after": (
        Text("{left} is after {right}", "{left}晚于{right}"),
        Text("{left} is not after {right}", "{left}不晚于{right}"),
    ),
}
_COMMA, _OR, _AND = Text(", ", ""), Text(" or ", "或"), Text(" and ", "和")
_QUOTED = Text("“{label}”", "“{label}”")


def say_condition(condition: Condition, catalogue: Catalogue, language: str) -> Clause:
    """The condition in one language, with nothing simplified but double negation."""
    return _Speaker(catalogue, language).clause(condition, holds=True)


@dataclass(frozen=True, slots=True)
class _Speaker:
    catalogue: Catalogue
    language: str

    def clause(self, condition: Condition, *, holds: bool) -> Clause:
        match condition:
            case Not(part):
                return self.clause(part, holds=not holds)
            case Constant(value):
                return Clause(self._said(_CONSTANT, value == holds))
            case All(parts) | Any_(parts):
                return self._group(_ALL if isinstance(condition, All) else _ANY, parts, holds)
            case FactHolds(key):
                fact = self.catalogue.facts[FactKey(key)]
                sentence = (fact.holds if holds else fact.holds_not).in_language(self.language).rstrip(".。")
                return Clause(self._said(_FACT, holds).format(key=key, sentence=sentence))
            case _:
                return Clause(self._reading(condition, holds))

    def _group(self, heading: _Pair, parts: tuple[Condition, ...], holds: bool) -> Clause:
        if len(parts) == 1:
            return self.clause(parts[0], holds=holds)
        return Clause(self._said(heading, holds), tuple(self.clause(each, holds=True) for each in parts))

    def _reading(self, part: Reading, holds: bool) -> str:
        if isinstance(part, Moment):
            return self._moment(part, holds)
        question = self.catalogue.questions[QuestionKey(part.question)]
        return self._pattern(part, holds).format(number=question.number, **self._values(part, question, holds))

    def _pattern(self, part: Reading, holds: bool) -> str:
        match part:
            case Is():
                return self._said(_IS, holds)
            case Has():
                return self._said(_HAS, holds)
            case Only():
                return self._said(_ONLY, holds)
            case Counts():
                return _COUNTS.in_language(self.language)
            case Amount():
                return _AMOUNT.in_language(self.language)
            case _:
                return self._said(_ANSWERED, holds)

    def _values(self, part: Reading, question: Question, holds: bool) -> dict[str, str]:
        match part:
            case Is(_, keys) | Has(_, keys) | Only(_, keys):
                labels = self._labels(question, keys)
                return {"any": self._listed(labels, _OR), "all": self._listed(labels, _AND)}
            case Counts(_, of, low, high):
                labels = self._labels(question, of)
                return {"all": self._listed(labels, _AND), "bounds": self._bounds(low, high, holds)}
            case Amount(_, low, high):
                unit = question.unit.in_language(self.language) if question.unit else ""
                gap = "" if self.language.startswith("zh") else " "
                return {"bounds": self._bounds(low, high, holds), "unit": gap + unit if unit else ""}
        return {}

    def _labels(self, question: Question, keys: Sequence[str]) -> list[str]:
        labels = {str(each.key): each.label.in_language(self.language) for each in question.choices}
        shown = (labels.get(key, key) or NO_RULE_WORDS.in_language(self.language) for key in keys)
        return [_QUOTED.in_language(self.language).format(label=each) for each in shown]

    def _listed(self, labels: Sequence[str], last: Text) -> str:
        *before, end = labels
        comma = _COMMA.in_language(self.language)
        return f"{comma.join(before)}{last.in_language(self.language)}{end}" if before else end

    def _bounds(self, low: int | None, high: int | None, holds: bool) -> str:
        values = {"low": f"{low or 0:,}", "high": f"{high or 0:,}"}
        if low is None or high is None:
            return self._said(_AT_MOST if low is None else _AT_LEAST, holds).format(**values)
        return self._said(_EXACTLY if low == high else _BETWEEN, holds).format(**values)

    def _moment(self, part: Moment, holds: bool) -> str:
        if part.question == AS_OF:
            left = _DAY_OF_ASSESSMENT.in_language(self.language)
        else:
            number = self.catalogue.questions[QuestionKey(part.question)].number
            left = _DATE_OF.in_language(self.language).format(number=number)
        if part.day is not None:
            right = day_in_words(part.day, self.language)
        else:
            title = self.catalogue.deadlines[DeadlineKey(str(part.deadline))].title.in_language(self.language)
            right = _LAST_DAY.in_language(self.language).format(title=title)
        return self._said(_RELATIONS[part.relation], holds).format(left=left, right=right)

    def _said(self, pair: _Pair, holds: bool) -> str:
        return pair[0 if holds else 1].in_language(self.language)
