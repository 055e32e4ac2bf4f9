"""Rules of changes.yaml: what an edition declares is what really changed, and no key ever comes back."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class ChangeRule(Rule):
    """The declarations of an edition agree with the difference from the edition before it."""

    CHANGES_MISSING = (
        "is missing: only the oldest edition has none",
        "add it with base: {base} and every change against that edition",
    )
    BASE_UNKNOWN = ("names {base}, which is no earlier edition", "name one of: {older}")
    BASE_OF_THE_OLDEST = ("names {base}, though this is the oldest edition", "remove the file")
    CHANGE_TWICE = ("is declared twice", "keep one declaration")
    CHANGE_UNDECLARED = ("{said}, which is not declared", "add {line}")
    WORDING_UNDECLARED = (
        "changed its texts, which is not declared and would count as a change of meaning",
        "add {line} if it still means the same, else class: meaning",
    )
    CHANGE_IMAGINED = ("did not change", "remove the declaration")
    CHANGE_OF_NOTHING = ("is no question, obligation, fact or deadline of either edition", "remove the declaration")
    CHANGE_MISDECLARED = ("is declared as {declared}, but {why}", "declare {allowed}")
    MAPPING_ILLEGIBLE = ("maps a choice to something that is no key", "map the old key of a choice to its new key")
    MAPPING_IN_VAIN = ("maps choices, though none can be carried over", "remove choices")
    MAPPING_OF_KEPT = ("maps the choice {choice}, which was not removed", "take it out of choices")
    MAPPING_TO_NOTHING = ("maps {old} to the choice {new}, which does not exist", "name one that does")
    SPLIT_IN_VAIN = ("names into, which only a split has", "remove it, or declare split")
    SPLIT_IMPOSSIBLE = ("is a {kind} and cannot be split", "declare removed")
    SPLIT_TOO_FEW = ("is split into fewer than two keys", "add keys under into")
    SPLIT_UNKNOWN = ("is split into {part}, which is no {kind} of this edition", "correct the key")
    KEY_CAME_BACK = ("was removed after edition {edition} and must not come back", "choose another key")
    KEY_CHANGED_KIND = ("was a {was} and must not become a {now}", "choose another key")
    CHOICE_CAME_BACK = ("has the choice {choice} again, which was removed before", "choose another key")
