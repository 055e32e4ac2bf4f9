"""The public page that says of one report whether it was issued here, is unchanged, and is to be relied on.

By its code, by the digest of the file, which the browser computes, or by the file itself, which only an act of its own
sends. The code of a QR code comes after a #, which browsers keep to themselves; a script puts it into the field.
"""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from assessments.domain.report_codes import LONGEST_TYPED
from assessments.services.verification import Checked, NeitherCodeNorDigest, look_up, verify_upload
from assessments.web.origin import origin_of
from assessments.web.throttling import is_too_often

LARGEST_PDF_BYTES = 30 * 1024 * 1024
WINDOW_SECONDS = 600
MOST_LOOK_UPS = 120
"""Of one network address in WINDOW_SECONDS, by code or digest."""
MOST_FILES = 30
"""Files sent by one network address in WINDOW_SECONDS."""


class LookUpForm(forms.Form):
    """A code, or a digest that was computed elsewhere."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Verification code"),
        help_text=_("28 characters in groups of four; capitals, hyphens and blanks do not matter"),
        max_length=LONGEST_TYPED,
        error_messages={
            "required": _("Enter the code as it is printed on the report"),
            "max_length": _("This is too long for a code. Compare it with the report"),
        },
        widget=forms.TextInput(
            attrs={"class": "inp mono", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    checked: Checked

    def clean_code(self) -> str:
        """Look it up. The check characters of a code tell a slip of the hand from a code that nobody was given."""
        typed: str = self.cleaned_data["code"]
        try:
            self.checked = look_up(typed)
        except NeitherCodeNorDigest as neither:
            raise ValidationError(_("At least one character is wrong. Compare it with the report")) from neither
        return typed


class FileForm(forms.Form):
    """One PDF file."""

    use_required_attribute = False
    pdf = forms.FileField(
        label=_("PDF report"),
        help_text=_("Drop the file here or choose it. Up to 30 MB"),
        allow_empty_file=True,
        error_messages={"required": _("Choose the PDF file to check")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_pdf(self) -> UploadedFile[bytes]:
        """Not larger than any report can be."""
        pdf: UploadedFile[bytes] = self.cleaned_data["pdf"]
        if (pdf.size or 0) > LARGEST_PDF_BYTES:
            raise ValidationError(_("The file is larger than 30 MB. No report is that large"))
        return pdf


def verify(request: HttpRequest) -> HttpResponse:
    """The forms, and what was found out. Nothing that is sent is kept."""
    if request.method != "POST":
        return _answer(request, {"code_form": LookUpForm(), "file_form": FileForm()})
    if request.POST.get("go") == "look-up":
        return _by_code_or_digest(request)
    return _by_file(request)


def _by_code_or_digest(request: HttpRequest) -> HttpResponse:
    if is_too_often("verify", origin_of(request), MOST_LOOK_UPS, WINDOW_SECONDS):
        return _too_often(request)
    form = LookUpForm(request.POST)
    outcome = form.checked if form.is_valid() else None
    context = {"form": form, "code_form": LookUpForm() if outcome else form, "file_form": FileForm()}
    return _answer(request, {**context, "outcome": outcome}, 200 if outcome else 422)


def _by_file(request: HttpRequest) -> HttpResponse:
    if is_too_often("verify-file", origin_of(request), MOST_FILES, WINDOW_SECONDS):
        return _too_often(request)
    form = FileForm(request.POST, request.FILES)
    context: dict[str, object] = {"form": form, "code_form": LookUpForm(), "file_form": form}
    if not form.is_valid():
        return _answer(request, context, 422)
    pdf = form.cleaned_data["pdf"]
    return _answer(request, {**context, "outcome": verify_upload(pdf.read()), "file_name": pdf.name})


def _too_often(request: HttpRequest) -> HttpResponse:
    forms_of_page = {"code_form": LookUpForm(), "file_form": FileForm()}
    response = _answer(request, {**forms_of_page, "minutes": WINDOW_SECONDS // 60}, 429)
    response.headers["Retry-After"] = str(WINDOW_SECONDS)
    return response


def _answer(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = TemplateResponse(request, "public/verify.html", {"largest": LARGEST_PDF_BYTES, **context}, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
