"""What a report says of hostile answers: the text that can be read out of the PDF is the answer."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import unicodedata
from uuid import UUID

from django.utils import timezone

from assessments.domain.characters import UnfitText, check_text
from assessments.report.text import visible
from assessments.services.access import scope
from assessments.services.drafts import draft_content, render_draft
from trust.browser import browser
from trust.checking import Run, Tally
from trust.furnished import Furnished
from trust.hostile_texts import NAMED
from trust.text_forms import ANSWER, FORMS

READER = "pdftotext"
LONGEST = 400
_TAG = re.compile("<[^>]*>")


def printed(run: Run, here: Furnished) -> Tally:
    """One report whose answer holds every named text that can be kept, each on a line of its own."""
    tally, lines = Tally(), [text for text in NAMED.values() if text.strip() and len(text) <= LONGEST and _is_fit(text)]
    form = FORMS[0]
    # The question is only asked of those who rely on a law.
    sent = {**form.body(form.newest(here)), "q_basis": "law", ANSWER: "\n".join(lines), "asked": f"q_basis {ANSWER}"}
    answer = browser(here.people["everything"]).post(form.address(here), sent)
    tally.expect(answer.status_code == 302, f"an answer of {len(lines)} lines: {answer.status_code}")
    with scope(here.organisation_id):
        draft = UUID(str(here.parameters["assessment_id"]))
        content = draft_content(here.organisation_id, draft, "en", timezone.now())
    pdf = render_draft(content)
    if not shutil.which(READER):
        run.say(f"{READER} is not here: the report was made, and not read")
        return tally
    text = _flat(_read(pdf))
    for line in lines:
        tally.expect(_flat(_shown(line)) in text, f"not to be read in the report: {line[:60]!a}")
    return tally


def _is_fit(text: str) -> bool:
    try:
        check_text(text)
    except UnfitText:
        return False
    return True


def _shown(line: str) -> str:
    """As reports show it: what cannot be seen or drawn by its name."""
    return html.unescape(_TAG.sub("", visible(line)))


def _read(pdf: bytes) -> str:
    done = subprocess.run([READER, "-raw", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def _flat(text: str) -> str:
    """Without blanks and line ends, and with ligatures as letters."""
    return "".join(unicodedata.normalize("NFKC", text).split())
