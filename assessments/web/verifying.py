"""The public page that says of one PDF whether it was sealed here, is unchanged, and is the latest revision."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from assessments.services.verification import verify_upload

LARGEST_PDF_BYTES = 30 * 1024 * 1024


class VerifyForm(forms.Form):
    """One PDF file."""

    use_required_attribute = False
    pdf = forms.FileField(
        label=_("PDF report"),
        help_text=_("Up to 30 MB"),
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
    """The file is checked in memory and not kept."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    context: dict[str, object] = {"form": form, "outcome": None}
    if request.method == "POST" and form.is_valid():
        context["outcome"] = verify_upload(form.cleaned_data["pdf"].read())
        context["file_name"] = form.cleaned_data["pdf"].name
    response = TemplateResponse(request, "public/verify.html", context, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response
