"""Ways of changing the content of a frozen revision behind every guard."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from assessments.catalogues import edition
from assessments.domain.canonical import Json, read_object, to_bytes
from assessments.domain.counsel import points_of
from assessments.domain.places import find_common
from assessments.domain.revision import (
    RevisionContent,
    RoutedStep,
    answers_digest,
    answers_of,
    digest,
    edition_of,
    from_canonical,
    to_canonical,
)
from assessments.domain.route import plan_route
from assessments.models import AuditEvent, Revision
from assessments.services.access import scope
from trust.frozen import Change, Frozen, as_owner, put


def with_values(**further: Json) -> Change:
    """Top-level values of the content exchanged, its digest made to fit."""
    return lambda frozen, dice: put(frozen, to_bytes({**frozen.values, **further}))


def within(part: str, **further: Json) -> Change:
    """The same inside one of its objects."""

    def change(frozen: Frozen, dice: Random) -> None:
        inner = frozen.values[part]
        assert isinstance(inner, dict)
        put(frozen, to_bytes({**frozen.values, part: {**inner, **further}}))

    return change


def another_verdict(frozen: Frozen, dice: Random) -> None:
    """One finding says something else than the answers give."""
    values = frozen.values
    assessed = values["assessed"]
    assert isinstance(assessed, dict)
    findings = assessed["findings"]
    assert isinstance(findings, list)
    one = dice.choice(findings)
    assert isinstance(one, dict)
    one["verdict"] = dice.choice(sorted({"met", "not_met", "not_applicable", "undetermined"} - {str(one["verdict"])}))
    put(frozen, to_bytes(values))


def other_answers(frozen: Frozen, dice: Random) -> tuple[RevisionContent, str]:
    """What the product would have frozen of other answers, but for attestations; and the digest of those answers."""
    catalogue = edition(edition_of(frozen.content).key)
    content = from_canonical(frozen.content, catalogue)
    place = dice.choice([n for n, each in enumerate(content.answers) if catalogue.questions[each.question].choices])
    answers = list(content.answers)
    given = answers[place]
    others = [str(each.key) for each in catalogue.questions[given.question].choices if each.key != given.value]
    other = dice.choice(others)
    answers[place] = replace(given, value=(other,) if isinstance(given.value, tuple) else other)
    changed = replace(content, answers=tuple(answers))
    now = answers_of(changed, catalogue)
    route = tuple(RoutedStep(each.step.key, each.shown) for each in plan_route(catalogue, now).steps)
    assessed = find_common(catalogue, now, content.as_of, points_of(content.counsel)).assessed
    bound = answers_digest(catalogue.key, catalogue.digest, content.as_of, now, content.counsel, content.places)
    return replace(changed, route=route, assessed=assessed), bound


def honest_of_other_answers(frozen: Frozen, dice: Random) -> None:
    """Verdicts that follow, of answers that nobody attested."""
    put(frozen, to_canonical(other_answers(frozen, dice)[0]))


def attested_in_the_content(frozen: Frozen, dice: Random) -> None:
    """The same, and the content says that those answers were attested."""
    content, bound = other_answers(frozen, dice)
    stated = tuple(replace(each, answers_digest=bound) for each in content.attestations)
    put(frozen, to_canonical(replace(content, attestations=stated)))


def attested_everywhere(frozen: Frozen, dice: Random) -> None:
    """The same, and so do the rows of the attestations."""
    content, bound = other_answers(frozen, dice)
    stated = tuple(replace(each, answers_digest=bound) for each in content.attestations)
    put(frozen, to_canonical(replace(content, attestations=stated)))
    statement = "UPDATE assessments_attestation SET answers_digest = %s WHERE assessment_id = %s"
    as_owner(frozen.organisation_id, statement, bound, frozen.assessment_id)


def in_the_attestations(**further: Json) -> Change:
    """Each attestation in the content changed."""

    def change(frozen: Frozen, dice: Random) -> None:
        values = frozen.values
        stated = values["attestations"]
        assert isinstance(stated, list)
        values["attestations"] = [{**each, **further} for each in stated if isinstance(each, dict)]
        put(frozen, to_bytes(values))

    return change


def statements_only(statement: str) -> Change:
    """Only this statement is left in the content."""

    def change(frozen: Frozen, dice: Random) -> None:
        values = frozen.values
        stated = values["attestations"]
        assert isinstance(stated, list)
        values["attestations"] = [each for each in stated if isinstance(each, dict) and each["statement"] == statement]
        put(frozen, to_bytes(values))

    return change


def flipped_byte(frozen: Frozen, dice: Random) -> None:
    """One byte of the content is another one, its digest fits."""
    place = dice.randrange(len(frozen.content))
    flipped = frozen.content[place] ^ dice.randrange(1, 256)
    put(frozen, frozen.content[:place] + bytes([flipped]) + frozen.content[place + 1 :])


def raw(content: bytes | None = None, *, with_digest: bool = True) -> Change:
    """These bytes in the place of the content; None: those of the other organisation."""
    return lambda frozen, dice: put(
        frozen, frozen.foreign_content if content is None else content, with_digest=with_digest
    )


def spaced(frozen: Frozen, dice: Random) -> None:
    """The same values, written in another way."""
    put(frozen, frozen.content.replace(b'":', b'" :', 1))


def content_alone(frozen: Frozen, dice: Random) -> None:
    """Another name of the organisation, while the digest is that of what was frozen."""
    party = frozen.values["organisation"]
    assert isinstance(party, dict)
    put(frozen, to_bytes({**frozen.values, "organisation": {**party, "name": "Another"}}), with_digest=False)


def no_choice(frozen: Frozen, dice: Random) -> None:
    """An answer that its question does not offer."""
    values = frozen.values
    answers = values["answers"]
    assert isinstance(answers, list)
    one = answers[0]
    assert isinstance(one, dict)
    one["value"] = "neither this nor that"
    put(frozen, to_bytes(values))


def told_to_the_trail(change: Change) -> Change:
    """The same, and the event that asks for the seal tells of it, as somebody writes it who speaks for the product."""

    def changed(frozen: Frozen, dice: Random) -> None:
        change(frozen, dice)
        with scope(frozen.organisation_id):
            stated = Revision.objects.values_list("content_digest", flat=True).get(id=frozen.revision_id)
            event = AuditEvent.objects.get(subject=frozen.revision_id, action="begin_sealing")
        values = read_object(bytes(event.payload))
        details = values["details"]
        assert isinstance(details, dict)
        payload = to_bytes({**values, "details": {**details, "content_digest": stated}})
        statement = "UPDATE assessments_auditevent SET payload = %s, digest = %s WHERE id = %s"
        as_owner(frozen.organisation_id, statement, payload, digest(payload), event.id)

    return changed
