"""Why a move was refused, in words. Whether it is refused is decided in the domain."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.services.review import MoveRefused


def refused(error: MoveRefused) -> str:
    """One sentence for the person."""
    sentences = {
        "wrong_status": _("The assessment has moved on since you opened this page. Load it again."),
        "role_missing": _("Your role does not allow this."),
        "author_may_not_review": _("You answered this assessment yourself. Another DPO has to decide."),
        "answers_changed": _("The answers changed since you opened this page. Read them again, then attest."),
        "incomplete": _("Some questions are still open. Answer them, or choose “Not sure”."),
        "statement_missing": _("Accept the statement first."),
        "reason_missing": _("Write what has to change."),
    }
    return sentences.get(str(error.refusal), _("This is not possible now. Load the page again."))
