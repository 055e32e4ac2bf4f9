"""Rules of single fields: there, of the right form, and spelt as the loader knows them."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class FieldRule(Rule):
    """A field can be read by itself."""

    FIELDS_EXPECTED = ("is no mapping of fields", "write its fields as name: value, one a line")
    FIELD_UNKNOWN = ("is not a field of this entry", "correct or remove it")
    WORDS_MISSING = ("is missing", "add this field with a text")
    WORDS_EXPECTED = ("is no text", 'put it in "quotes"')
    KEY_ILLEGIBLE = ('"{value}" is no key', 'use letters, digits, "_" and "-"')
    KEY_TWICE = ("is defined twice: keys are unique for ever", "remove one {kind}, or give it another key")
    KEY_REUSED = ("is the key of a {first} already: keys are unique for ever", "give this {kind} another key")
    TEXT_MISSING = ("is missing", "write {{en: …, zh: …}}")
    TEXT_IN_ONE_LANGUAGE = ("is no text in both languages", "write {{en: …, zh: …}}, both and nothing else")
    TEXT_NO_WORDS = ("has something that is no text under en or zh", 'put both in "quotes"')
    TEXT_EMPTY = ("is empty in one language", "write it in both")
    TEXT_NOT_CHINESE = ("has a zh text without Chinese in it", "translate it")
    TEXT_UNTRANSLATED = ("is the same in both languages", "translate it")
    TEXTS_MISSING = ("has no text", "add at least one")
    NUMBER_EXPECTED = ("is no whole number", "write digits only, without quotes")
    DAY_MISSING = ("is missing", "add a date such as 2026-11-02")
    DAY_EXPECTED = ("is no date", "write a date such as 2026-11-02")
    FLAG_EXPECTED = ("is neither true nor false", "write true or false")
    WORD_UNKNOWN = ("is none of the words that can stand here", "write one of: {words}")
    LIST_EXPECTED = ("is no list", "write [one, two], or one item a line after a dash")
    LIST_OF_WORDS_EXPECTED = ("lists something that is no word", 'put numbers and dates in "quotes"')
    MAPPING_EXPECTED = ("is no mapping", "write its entries as name: value, one a line")
    PARAMETER_NO_NUMBER = ("is a parameter, but no whole number", "write digits only, without quotes")
    PROVISION_ILLEGIBLE = ("cites something that is no provision", 'write {{SOURCE: "article"}}')
    ARTICLE_ILLEGIBLE = ("is no article", 'write "13", "13(1)", "33-37", "annex" or ""')
    EDITION_KEY_DIFFERS = ("is not the name of the folder", "write {name}")
    YEAR_ILLEGIBLE = ("is no year", "write a year such as 2026")
    DAY_SPAN_ILLEGIBLE = ('"{span}" is no day and no span of days', 'write "01-28" or "01-28..02-04"')
    DAY_SPAN_BACKWARDS = ('"{span}" ends before it begins', "exchange the two days")
    PLACE_UNKNOWN = ("{question} is not a question of this step", "name the question after which it is shown again")
