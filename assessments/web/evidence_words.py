"""Why evidence was refused, in words that say what to do."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.domain.file_problems import FileProblem
from assessments.services.evidence import DetailProblem, Limit


def file_problem(problem: FileProblem) -> str:
    """One sentence for the file field."""
    megabytes = {"megabytes": settings.EVIDENCE_FILE_BYTES // 1_000_000}
    sentences = {
        FileProblem.EMPTY: _("The file is empty. Choose another"),
        FileProblem.TOO_LARGE: _("The file is larger than %(megabytes)s MB. Choose a smaller one") % megabytes,
        FileProblem.NAME: _("The name of the file is too long or holds characters that cannot be seen. Rename it"),
        FileProblem.EXTENSION: _("Files of this kind are not taken. Choose one of those listed above"),
        FileProblem.MISMATCH: _("The content is not what the name of the file says. Save it again in its own format"),
        FileProblem.BROKEN: _("The file is damaged or cannot be read. Save it again"),
        FileProblem.TRAILING: _("The file holds something before its beginning or after its end. Save it again"),
        FileProblem.BOMB: _("Unpacked, the file would be too large. Split it, or make its pictures smaller"),
        FileProblem.MACROS: _("The document holds macros. Save it without them, as DOCX, XLSX or PDF"),
        FileProblem.PARTS: _("The document holds programs, archives or paths that lead out of it. Save it as PDF"),
        FileProblem.LOCKED: _("The document is protected by a password. Save it without one"),
        FileProblem.ENCODING: _("The text is in an unknown encoding. Save it as UTF-8"),
        FileProblem.MARKUP: _("The text is a web page or a drawing with code. Save it as PDF"),
    }
    return sentences[problem]


def limit_words(limit: Limit) -> str:
    """One sentence about a form that found no room."""
    if limit is Limit.QUESTION:
        return _("This question has as many documents as it can have. Withdraw one first")
    return _("There is no room left for files of your organisation. Register the document without uploading it")


def detail_problem(problem: DetailProblem) -> str:
    """One sentence for a field of the description."""
    sentences = {
        DetailProblem.TOO_EARLY: _("Enter a date that exists, between 1990-01-01 and 2100-12-31"),
        DetailProblem.ENDS_BEFORE: _("Enter a day that is not before the date the document is about"),
    }
    return sentences.get(
        problem, _("This text cannot be kept. Shorten it, and take out characters that cannot be seen")
    )
