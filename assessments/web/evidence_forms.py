"""The two forms with which evidence is put on record: a file, or a document registered by its digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.domain.evidence import FILE_TYPES
from assessments.services.evidence import Details, Registration, Upload
from assessments.services.evidence_checks import LONGEST_DESCRIPTION, LONGEST_LINE
from assessments.web.fields import text_field
from assessments.web.receiving import FIELD, ReceivedFile

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ACCEPT = ",".join(f".{each}" for one in FILE_TYPES for each in one.extensions)


def _day_field(label: StrPromise, hint: StrPromise) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "inp d"}),
        error_messages={"invalid": gettext_lazy("Enter the date as year, month and day, for example 2026-03-15")},
    )


class DetailsForm(forms.Form):
    """What is said of a document besides itself."""

    use_required_attribute = False
    about = _day_field(
        gettext_lazy("Date the document is about (optional)"),
        gettext_lazy("For example the day on which a photo was taken or a contract signed"),
    )
    expires_on = _day_field(
        gettext_lazy("Last day on which it holds (optional)"),
        gettext_lazy("You are warned before it runs out"),
    )
    note = text_field(gettext_lazy("Note (optional)"), "", LONGEST_DESCRIPTION, rows=2)

    def details(self) -> Details:
        """The description; the form must be valid."""
        given = self.cleaned_data
        return Details(given["about"], given["expires_on"], given["note"])


class UploadForm(DetailsForm):
    """One file."""

    field_order = (FIELD, "about", "expires_on", "note")
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": gettext_lazy("Choose a file")},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields[FIELD].help_text = _(
            "PDF, PNG, JPEG, WebP, DOCX, XLSX, CSV, TXT or EML, up to %(megabytes)s MB. No macros, no passwords"
        ) % {"megabytes": settings.EVIDENCE_FILE_BYTES // 1_000_000}

    def upload(self) -> Upload:
        """The file as it came in; the form must be valid."""
        one: ReceivedFile = self.cleaned_data[FIELD]
        return Upload(one.name or "", one.received, one.size or 0, one.digest)


class RegisterForm(DetailsForm):
    """One document that stays where it is."""

    field_order = ("name", "holder", "place", "digest", "about", "expires_on", "note")
    name = text_field(
        gettext_lazy("Name of the document"),
        gettext_lazy("As it is filed, for example “Contract with the gate supplier”"),
        LONGEST_LINE,
        gettext_lazy("Enter the name of the document"),
    )
    holder = text_field(
        gettext_lazy("Held by"),
        gettext_lazy("The person or department that can show it"),
        LONGEST_LINE,
        gettext_lazy("Enter who holds the document"),
    )
    place = text_field(
        gettext_lazy("Place (optional)"), gettext_lazy("Where it is kept: room, system, folder"), LONGEST_LINE
    )
    digest = forms.RegexField(
        r"\A\s*[0-9a-fA-F\s]{64,160}\Z",
        label=gettext_lazy("SHA-256 of the file"),
        help_text=gettext_lazy("64 digits from 0 to 9 and a to f; the sha256sum or certutil program prints them"),
        error_messages={
            "required": gettext_lazy("Enter the SHA-256 of the file"),
            "invalid": gettext_lazy("Enter 64 digits from 0 to 9 and a to f"),
        },
        widget=forms.TextInput(
            attrs={"class": "inp mono", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        ),
    )

    def clean_digest(self) -> str:
        """In one form: without spaces, in lower case."""
        digest = "".join(str(self.cleaned_data["digest"]).split()).lower()
        if len(digest) != 64:
            raise forms.ValidationError(self.fields["digest"].error_messages["invalid"])
        return digest

    def registration(self) -> Registration:
        """The document; the form must be valid."""
        given = self.cleaned_data
        return Registration(given["name"], given["holder"], given["place"], given["digest"])
