"""The rules of an edition, applied to answers: written from the description, sharing no code with the product.

An edition is data (`manage.py export_edition`); docs/report-format.md describes it and what is done with it here.
Conditions are true, false or unknown (None). What settled one is kept as leaves, which become the reasons of a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Data = dict[str, Any]
Truth = bool | None
Leaf = tuple[str, str, Any, Truth, tuple[tuple[str, Truth], ...]]  # question, state, answer, holds, facts
Found = tuple[Truth, tuple[Leaf, ...]]

NOT_SURE, AS_OF = "unknown", "as_of"


class Edition:
    """The data of an edition, by keys."""

    def __init__(self, data: Data) -> None:
        if data["schema"] != "frcompliance/edition/1":
            raise ValueError("this is not the data of an edition")
        self.data = data
        self.key, self.digest = str(data["key"]), str(data["digest"])
        self.questions: dict[str, Data] = {each["key"]: each for each in data["questions"]}
        self.facts = {each["key"]: each["condition"] for each in data["facts"]}
        self.obligations: dict[str, Data] = {each["key"]: each for each in data["obligations"]}
        self.deadlines: dict[str, Data] = {each["key"]: each for each in data["deadlines"]}
        self.in_force = {each["key"]: day(each["in_force"]) for each in data["sources"]}
        self.days_off = {each["year"]: set(map(day, each["days_off"])) for each in data["holidays"]}
        self.make_up = {each["year"]: set(map(day, each["make_up"])) for each in data["holidays"]}
        self.at_a_place = {each["key"] for each in data["steps"] if each["at_a_place"]}
        named = {point for each in data["obligations"] for point in each["uncertain_points"]}
        self.points_of_questions = {key: set(q["uncertain_points"]) - named for key, q in self.questions.items()}


def day(written: str | None) -> date | None:
    """A date from its one written form. Raises ValueError."""
    if written is None:
        return None
    found = date.fromisoformat(written)
    if found.isoformat() != written:
        raise ValueError(f"{written!r} is no date")
    return found


def answer(question: Data, value: Any) -> Any:
    """An answer as conditions see it: a key, a tuple of keys, a number, a date, a text. Raises ValueError."""
    kind, choices = question["kind"], [each["key"] for each in question["choices"]]
    alone = {each["key"] for each in question["choices"] if each["exclusive"]}
    if value == NOT_SURE:
        return NOT_SURE
    if kind in ("single", "yes_no") and isinstance(value, str) and value in choices:
        return value
    in_order = isinstance(value, list) and value == [each for each in choices if each in value]
    if kind == "multi" and in_order and value and (len(value) == 1 or not alone & set(value)):
        return tuple(value)
    if kind == "number" and type(value) is int and 0 <= value <= 10**10:
        return value
    if kind == "date" and isinstance(value, str):
        return day(value)
    if kind == "text" and isinstance(value, str):
        return value
    raise ValueError(f"{question['key']} has an answer that the edition does not allow")


class View:
    """Answers on their way through the steps: which questions are asked, and what conditions make of the answers."""

    def __init__(self, edition: Edition, answers: Mapping[str, Any], as_of: date | None) -> None:
        self.edition, self.answers, self.as_of = edition, answers, as_of
        self.asked: set[str] = set()
        self.not_asked: set[str] = set()
        self.known: dict[str, Found] = {}
        self.route = [(each["key"], self.shown(each)) for each in edition.data["steps"]]

    def shown(self, step: Data) -> list[str]:
        """The questions of a step that are asked. One hangs back while its condition waits for a missing answer."""
        found = []
        for each in step["placements"]:
            question = each["question"]
            truth, leaves = self.look(each["shown_if"])
            opens = True if truth is None and all(state != "missing" for _, state, *_ in leaves) else truth
            if opens:
                found.append(question)
                self.asked.add(question)
            if opens or (opens is None and question not in self.asked):
                self.not_asked.discard(question)
            if opens is False and each["is_home"]:
                self.not_asked.add(question)
            self.known.clear()
        return list(dict.fromkeys(found))

    def read(self, question: str) -> tuple[str, Any]:
        """What is known of a question, and the answer where one was given."""
        if question in self.not_asked:
            return "not_asked", None
        found = self.answers.get(question) if question in self.asked else None
        if found is None:
            return "missing", None
        return ("not_sure", None) if found == NOT_SURE else ("given", found)

    def open(self) -> list[str]:
        """Asked questions without any answer, in the order of the edition."""
        return [key for key in self.edition.questions if key in self.asked and self.read(key)[0] == "missing"]

    def look(self, condition: Any) -> Found:
        """Truth of a condition, and the leaves that settled it or left it open."""
        if isinstance(condition, bool):
            return condition, ()
        ((form, body),) = condition.items()
        if form == "not":
            truth, leaves = self.look(body)
            return None if truth is None else not truth, leaves
        if form in ("all", "any"):
            return self.combined(body, form == "any")
        if form == "fact":
            return self.fact(body)
        return self.moment(*body) if form == "moment" else self.about(form, body)

    def combined(self, parts: list[Any], settles: bool) -> Found:
        """One part with the truth `settles` is enough, the one with the fewest leaves; else all, or the unknown."""
        found = [self.look(each) for each in parts]
        settling = [each for each in found if each[0] is settles]
        if settling:
            return settles, min(settling, key=lambda each: len(each[1]))[1]
        unknown = [each for each in found if each[0] is None]
        leaves = tuple(dict.fromkeys(leaf for each in unknown or found for leaf in each[1]))
        return None if unknown else not settles, leaves

    def fact(self, key: str) -> Found:
        """A named condition; its leaves say so."""
        if key not in self.known:
            truth, leaves = self.look(self.edition.facts[key])
            self.known[key] = truth, tuple((*leaf[:4], ((key, truth), *leaf[4])) for leaf in leaves)
        return self.known[key]

    def about(self, form: str, body: Any) -> Found:
        """A statement about one answer."""
        question = body if form == "answered" else body[0]
        state, value = self.read(question)
        truth: Truth = False if state == "not_asked" else None
        if form == "answered":
            truth = state == "given"
        elif state == "given":
            truth = holds(form, value, *body[1:])
        return truth, ((question, state, value, truth, ()),)

    def moment(self, question: str, relation: str, fixed: str | None, rule: str | None) -> Found:
        """A date, or the day of the assessment, before or after a date or the end of a limit; the day itself is
        neither."""
        state, value = ("given", self.as_of) if question == AS_OF else self.read(question)
        if state == "not_asked":
            return False, ((question, state, None, False, ()),)
        limit, read = day(fixed), [(question, state, value)]
        if rule is not None:
            limit, start = day(self.deadline(rule)["due"]), self.edition.deadlines[rule]["starts_with"]
            read += [(start, *self.read(start))] if start else []
        truth: Truth = None
        if value is not None and limit is not None:
            truth = value < limit if relation == "before" else value > limit
        return truth, tuple((*each, truth, ()) for each in read)

    def deadline(self, key: str) -> Data:
        """The end of a limit in time; none where its start is unknown or a year's holidays are not published."""
        rule = self.edition.deadlines[key]
        found: Data = {"rule": key, "start": None, "due": None, "due_without_make_up": None, "missing_year": None}
        start = self.read(rule["starts_with"])[1] if rule["starts_with"] else None
        if rule["kind"] == "as_stated":
            return {**found, "state": "as_stated", "start": iso(start)}
        if rule["kind"] == "yearly":
            return {**found, **self.yearly(rule)}
        if start is None:
            return {**found, "state": "no_start"}
        start = max(start, day(rule["not_before"]) or start)
        found["start"], found["state"] = iso(start), "computed"
        if rule["kind"] == "calendar_days":
            before = day(rule["stock_before"])
            late = before is None or start >= before
            return {**found, "due": iso(start + timedelta(rule["limit"] or 0)) if late else rule["stock_due"]}
        due, year = self.working_days(start, rule["limit"] or 0, True)
        if due is None:
            return {**found, "state": "year_not_published", "missing_year": year}
        later, _ = self.working_days(start, rule["limit"] or 0, False)
        return {**found, "due": iso(due), "due_without_make_up": iso(later)}

    def yearly(self, rule: Data) -> Data:
        """In the year of the assessment."""
        if self.as_of is None or rule["month"] is None or rule["day"] is None:
            return {"state": "no_start"}
        due = date(self.as_of.year, rule["month"], rule["day"])
        return {"state": "computed", "due": iso(max(due, day(rule["first_due"]) or due))}

    def working_days(self, start: date, limit: int, make_up_counts: bool) -> tuple[date | None, int | None]:
        """The last day of a limit that begins after `start`; or the year whose holidays would have to be known."""
        here = start
        while limit:
            here += timedelta(1)
            if here.year not in self.edition.days_off:
                return None, here.year
            if here in self.edition.make_up[here.year]:
                limit -= make_up_counts
            else:
                limit -= here.weekday() < 5 and here not in self.edition.days_off[here.year]
        return here, None


def iso(one: date | None) -> str | None:
    """As it is written."""
    return one.isoformat() if one else None


def holds(form: str, value: Any, of: Any, *bounds: Any) -> bool:
    """Whether a statement about an answer that was given is true."""
    if form == "is":
        return value in of
    if form == "amount":
        return type(value) is int and within(value, of, *bounds)
    chosen = set(value) & set(of) if isinstance(value, tuple) else set()
    if form == "counts":
        return within(len(chosen), *bounds)
    if form == "has":
        return bool(chosen)
    if form == "only":
        return isinstance(value, tuple) and chosen == set(value)
    raise ValueError(f"{form} is no condition")


def within(number: int, low: int | None, high: int | None) -> bool:
    """Both bounds belong to the range."""
    return (low is None or number >= low) and (high is None or number <= high)
