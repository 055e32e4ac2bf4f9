"""One broken sample for every message about a field or a condition that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small import (
    COUNT,
    DEADLINE,
    DUTIES,
    DUTY,
    EDITION,
    FACT,
    FORMS,
    KIND,
    SECOND,
    SOURCES,
    UNCERTAIN,
    USE,
    YEAR,
    Change,
    Files,
    add,
    drop,
    faults,
    obligation,
    put,
    when,
)

FIELDS: dict[str, tuple[Change, list[str]]] = {
    "entry is no mapping": (
        put(["words"], SOURCES, "provisions"),
        [
            'sources.yaml: source.article: is no article; write "13", "13(1)", "33-37", "annex" or ""',
            "sources.yaml: source.source: is missing",
            "sources.yaml: source.text: is missing: write {en: …, zh: …}",
            "sources.yaml: source: must be a mapping of fields",
        ],
    ),
    "file is no mapping": (
        put([], UNCERTAIN, "uncertain_points"),
        [
            "obligations/01-all.yaml: O2-ban: names U1, which uncertain.yaml does not define",
            "steps/01-first.yaml: q_kind: names U1, which uncertain.yaml does not define",
        ],
    ),
    "string missing": (drop(*DUTY, "group"), ["obligations/01-all.yaml: O1-duty.group: is missing"]),
    "string is a number": (
        put(7, *DUTY, "group"),
        ['obligations/01-all.yaml: O1-duty.group: must be a text; put it in "quotes"'],
    ),
    "key is a sentence": (
        put("two words", *FACT, "key"),
        ['facts.yaml: two words.key: "two words" is no key; use letters, digits, "_" and "-"'],
    ),
    "choice key is no word": (
        put("ä!", *KIND, "choices", 0, "key"),
        ['steps/01-first.yaml: ä!.key: "ä!" is no key; use letters, digits, "_" and "-"'],
    ),
    "text missing": (
        drop(*DUTY, "title"),
        ["obligations/01-all.yaml: O1-duty.title: is missing: write {en: …, zh: …}"],
    ),
    "Chinese missing": (
        put({"en": "Only English"}, *DUTY, "title"),
        ["obligations/01-all.yaml: O1-duty.title: must be {en: …, zh: …} with both languages"],
    ),
    "text is a number": (
        put({"en": 5, "zh": "五"}, *DUTY, "title"),
        ['obligations/01-all.yaml: O1-duty.title: en and zh must be texts; put them in "quotes"'],
    ),
    "text empty": (
        put({"en": "Words", "zh": " "}, *DUTY, "title"),
        ["obligations/01-all.yaml: O1-duty.title: is empty in one language"],
    ),
    "Chinese is English": (
        put({"en": "Words", "zh": "Words"}, *DUTY, "title"),
        ["obligations/01-all.yaml: O1-duty.title: has a zh text without Chinese in it"],
    ),
    "label is English twice": (
        put({"key": "a", "en": "Choice", "zh": "Choice"}, *KIND, "choices", 0),
        ["steps/01-first.yaml: a.label: has a zh text without Chinese in it"],
    ),
    "no views": (
        put([], UNCERTAIN, "uncertain_points", 0, "views"),
        ["uncertain.yaml: U1.views: needs at least one text"],
    ),
    "integer is a word": (put("many", *DEADLINE, "limit"), ["edition.yaml: D1.limit: must be a whole number"]),
    "integer is a truth": (put(True, *DEADLINE, "limit"), ["edition.yaml: D1.limit: must be a whole number"]),
    "day is a word": (
        put("soon", *DEADLINE, "not_before"),
        ["edition.yaml: D1.not_before: must be a date such as 2026-11-02"],
    ),
    "day missing": (drop(EDITION, "law_as_of"), ["edition.yaml: edition.yaml.law_as_of: is missing"]),
    "flag is a word": (
        put("yes", EDITION, "published"),
        ["edition.yaml: edition.yaml.published: must be true or false"],
    ),
    "unknown word": (
        put("must", *DUTY, "kind"),
        ["obligations/01-all.yaml: O1-duty.kind: must be one of: prohibition, duty, recommendation"],
    ),
    "list is a word": (put("P1", *DUTY, "penalties"), ["obligations/01-all.yaml: O1-duty.penalties: must be a list"]),
    "list of numbers": (put([1], *DUTY, "penalties"), ["obligations/01-all.yaml: O1-duty.penalties: must be words"]),
    "mapping is a list": (
        put([], EDITION, "parameters"),
        [
            "edition.yaml: edition.yaml.parameters: must be a mapping",
            "facts.yaml: LARGE.condition: at_least must be a number or a parameter of edition.yaml",
        ],
    ),
    "parameter is a word": (
        put({"many": 100, "few": "ten"}, EDITION, "parameters"),
        ["edition.yaml: few: is a parameter and must be a whole number"],
    ),
    "provision is a word": (
        put(["LAW 1"], *DUTY, "provisions"),
        ['obligations/01-all.yaml: O1-duty.provisions: must be {SOURCE: "article"}'],
    ),
    "article is a sentence": (
        put([{"LAW": "article one"}], *DUTY, "provisions"),
        ['obligations/01-all.yaml: O1-duty.provisions: is no article; write "13", "13(1)", "33-37", "annex" or ""'],
    ),
    "article is a number": (
        put([{"LAW": 13}], *DUTY, "provisions"),
        ['obligations/01-all.yaml: O1-duty.provisions: is no article; write "13", "13(1)", "33-37", "annex" or ""'],
    ),
    "key missing": (
        drop(*USE, "key"),
        [
            "steps/01-first.yaml: key.key: is missing",
        ],
    ),
    "misspelt field": (
        put("x", *DUTY, "severty"),
        ["obligations/01-all.yaml: O1-duty.severty: is not a field of this entry; correct or remove it"],
    ),
    "misspelt list": (
        put([], DUTIES, "obligation"),
        [
            "obligations/01-all.yaml: obligations/01-all.yaml.obligation: "
            "is not a field of this entry; correct or remove it"
        ],
    ),
    "key twice": (
        add(obligation("O1-duty"), DUTIES, "obligations"),
        ["obligations/01-all.yaml: O1-duty: is defined twice; keys are unique for ever"],
    ),
    "question and fact alike": (
        put("q_day", *FACT, "key"),
        ["facts.yaml: q_day: is defined twice; keys are unique for ever"],
    ),
    "other folder": (
        put("2025-01", EDITION, "key"),
        ["edition.yaml: edition.yaml.key: must be the name of the folder, 2026-01"],
    ),
    "year is no year": (
        put(26, *YEAR, "year"),
        [
            'edition.yaml: year.days_off: "01-01..01-03" is not a day or a span of days such as "01-28..02-04"',
            'edition.yaml: year.days_off: "10-01..10-07" is not a day or a span of days such as "01-28..02-04"',
            'edition.yaml: year.make_up_days: "01-04" is not a day or a span of days such as "01-28..02-04"',
            'edition.yaml: year.make_up_days: "10-10" is not a day or a span of days such as "01-28..02-04"',
            "edition.yaml: year.year: must be a year such as 2026",
        ],
    ),
    "year twice": (
        lambda files: files["edition.yaml"]["holidays"].append(files["edition.yaml"]["holidays"][0]),
        ["edition.yaml: holidays 2026: is defined twice; keys are unique for ever"],
    ),
    "notice without a day": (drop(*YEAR, "published"), ["edition.yaml: year.published: is missing"]),
    "no such day": (
        put(["02-30"], *YEAR, "days_off"),
        ['edition.yaml: year.days_off: "02-30" is not a day or a span of days such as "01-28..02-04"'],
    ),
    "span backwards": (
        put(["03-05..03-01"], *YEAR, "days_off"),
        ['edition.yaml: year.days_off: "03-05..03-01" ends before it begins'],
    ),
    "shown after nothing": (
        put("q_kind", SECOND, "again", 0, "after"),
        ["steps/02-second.yaml: q_cite.after: q_kind is not a question of this step"],
    ),
}


CONDITIONS: dict[str, tuple[Change, list[str]]] = {
    "no form": (when({"maybe": 1}), [f"is not a condition; write true, false, a fact, or one of: {FORMS}"]),
    "two forms": (
        when({"is": {"q_kind": "a"}, "not": "LARGE"}),
        [f"is not a condition; write true, false, a fact, or one of: {FORMS}"],
    ),
    "number": (when(5), [f"is not a condition; write true, false, a fact, or one of: {FORMS}"]),
    "parts are no list": (when({"all": "LARGE"}), ["all and any take a list of conditions"]),
    "no parts": (when({"any": []}), ["all and any take a list of conditions"]),
    "fact is no word": (when({"fact": ["LARGE"]}), ["must be one word"]),
    "answered is no word": (when({"answered": 5}), ["must be one word"]),
    "unknown is no word": (when({"unknown": []}), ["must be one word"]),
    "two questions": (
        when({"is": {"q_kind": "a", "q_sure": "yes"}}),
        ["must list words; quote numbers and dates", "must name exactly one question: {question: …}"],
    ),
    "values are numbers": (when({"is": {"q_kind": [1]}}), ["must list words; quote numbers and dates"]),
    "no values": (when({"has": {"q_use": []}}), ["must list words; quote numbers and dates"]),
    "no bounds": (when({"amount": {"q_count": {}}}), ["takes at_least, at_most or both"]),
    "bounds misspelt": (
        when({"amount": {"q_count": {"at_lest": 1, "at_most": 2}}}),
        ["takes at_least, at_most or both"],
    ),
    "bounds crossed": (when({"amount": {"q_count": {"at_least": 3, "at_most": 2}}}), ["has at_least above at_most"]),
    "bound is no number": (
        when({"amount": {"q_count": {"at_least": "few"}}}),
        ["at_least must be a number or a parameter of edition.yaml"],
    ),
    "bound is a truth": (
        when({"amount": {"q_count": {"at_most": True}}}),
        ["at_most must be a number or a parameter of edition.yaml"],
    ),
    "bounds are a number": (when({"amount": {"q_count": 5}}), ["takes at_least, at_most or both"]),
    "counts without choices": (when({"counts": {"q_use": {"at_least": 1}}}), ["counts needs of: [choices]"]),
    "counts with numbers": (
        when({"counts": {"q_use": {"of": ["x", 1], "at_least": 1}}}),
        ["counts needs of: [choices]"],
    ),
    "counts without bounds": (when({"counts": {"q_use": {"of": ["x"]}}}), ["takes at_least, at_most or both"]),
    "counts is a word": (when({"counts": {"q_use": "x"}}), ["counts needs of: [choices]"]),
    "amount with choices": (
        when({"amount": {"q_count": {"of": ["x"], "at_least": 1}}}),
        ["amount takes no list of choices"],
    ),
    "moment is a word": (when({"before": {"q_day": "soon"}}), ["before and after take a date or {deadline: KEY}"]),
    "deadline is a number": (when({"after": {"q_day": {"deadline": 1}}}), ["must be one word"]),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_cannot_be_read_is_reported_at_its_file_and_key(name: str, tmp_path: Path) -> None:
    change, expected = FIELDS[name]
    assert sorted(faults(tmp_path, change)) == sorted(expected)


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_that_cannot_be_parsed_is_reported(name: str, tmp_path: Path) -> None:
    change, expected = CONDITIONS[name]
    assert faults(tmp_path, change) == [f"obligations/01-all.yaml: when.when: {each}" for each in expected]


def test_every_fault_is_reported_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    def change(files: Files) -> None:
        put("must", *DUTY, "kind")(files)
        put("soon", *DEADLINE, "not_before")(files)
        drop(*COUNT, "text")(files)

    assert faults(tmp_path, change) == [
        "edition.yaml: D1.not_before: must be a date such as 2026-11-02",
        "obligations/01-all.yaml: O1-duty.kind: must be one of: prohibition, duty, recommendation",
        "steps/02-second.yaml: q_count.text: is missing: write {en: …, zh: …}",
    ]
