"""What a document behind an answer is, who holds it and who added it, in one line."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.domain.dates import short_day
from assessments.domain.evidence import EvidenceKind, EvidenceMark, file_type_of
from assessments.domain.texts import Text
from assessments.report.moments import short_moment

_REGISTERED = Text("Registered without the file", "仅登记，未上传文件")
_HELD_BY = Text("held by {holder}", "由{holder}保管")
_AT = Text("kept at {place}", "存放于{place}")
_ABOUT = Text("about {day}", "所述日期{day}")
_UNTIL = Text("holds until {day}", "有效至{day}")
_ADDED = Text("added by {who}, {when}", "{who}于{when}添加")


def describe(one: EvidenceMark, language: str) -> str:
    """The document in one language; empty in revisions of the first two schemas, which held only name and digest."""
    return ("，" if language.startswith("zh") else ", ").join(_facts(one, language))


def _facts(one: EvidenceMark, language: str) -> Iterator[str]:
    if one.kind is None:
        return
    if one.kind is EvidenceKind.REGISTERED:
        yield _REGISTERED.in_language(language)
        yield _HELD_BY.in_language(language).format(holder=one.holder)
    else:
        known = file_type_of(one.name)
        yield f"{known.words if known else one.media_type} {size_words(one.size_bytes or 0)}"
    if one.place:
        yield _AT.in_language(language).format(place=one.place)
    for words, day in ((_ABOUT, one.about), (_UNTIL, one.expires_on)):
        if day is not None:
            yield words.in_language(language).format(day=short_day(day, language))
    when = short_moment(one.added_at or "", language)
    yield _ADDED.in_language(language).format(who=one.added_by, when=when)


def size_words(size_bytes: int) -> str:
    """ "1.2 MB"; sizes are written alike in both languages."""
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{size_bytes / 1_000:.1f} kB" if size_bytes >= 1_000 else f"{size_bytes} B"
