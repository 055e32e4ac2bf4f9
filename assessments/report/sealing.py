"""Putting the organisation's seal on a PDF: a PAdES signature that certifies the document, in one revision.

At the highest level one more revision follows, a time stamp over the whole file; nothing else may.
"""

from __future__ import annotations

import asyncio
import io
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_byterange import BuildProps
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.errors import PathError, ValidationError

from assessments.report.archive import STAMP_FIELD, NoRoomForStamp, plan_archive
from assessments.report.assurance import NONE, Assurance
from assessments.report.container import DIGEST, PRODUCT
from assessments.report.keys import SealKey, SealKeyUnusable, load_seal_key, make_self_issued_key
from assessments.report.levels import Level
from assessments.report.proofs import validation_context, why_not_proven
from assessments.report.seal_field import SEAL_FIELD
from assessments.report.signers import signer_for
from assessments.report.stamping import Stamper
from assessments.report.stamps import StampUnusable

__all__ = ["SealKey", "SealKeyUnusable", "SealingFailed", "load_seal_key", "make_self_issued_key", "seal"]

_PRINT, _LOCKED = 4, 128
_OFF_THE_PAGE = -9999
_USAGES = {"digital_signature", "non_repudiation"}


class SealingFailed(Exception):
    """No seal was made, and why: the file is not a report that waits for one, or an authority does not help."""


def seal(pdf: bytes, key: SealKey, *, reason: str, at: datetime, assurance: Assurance = NONE) -> bytes:
    """The sealed PDF: the same bytes, followed by one revision with the seal, and by one with a time stamp over all
    at the highest level. `at` is the time that the seal claims. Never a lower level than asked for.

    Raises SealKeyUnusable where the certificate is not valid at that time, SealingFailed for any other file, and where
    an authority does not answer, or not well.
    """
    if not key.certificate.not_valid_before_utc <= at <= key.certificate.not_valid_after_utc:
        raise SealKeyUnusable("the certificate of the sealing key is not valid at the time of sealing")
    stamper = Stamper(assurance.authority) if assurance.level.is_stamped and assurance.authority else None
    try:
        sealed = _sealed(pdf, key, reason, at, assurance, stamper)
        if stamper is not None and assurance.level is Level.B_LTA:
            sealed = _archived(sealed, stamper)
    except (StampUnusable, NoRoomForStamp) as problem:
        raise SealingFailed(str(problem)) from None
    except (ValidationError, PathError) as problem:
        raise SealingFailed(why_not_proven(problem)) from None
    except (PdfError, SigningError) as problem:
        proven = isinstance(problem.__cause__, ValidationError | PathError)
        raise SealingFailed(why_not_proven(problem) if proven else str(problem)) from None
    if stamper is not None and assurance.level.has_proofs and len({each.certificate for each in stamper.seen}) != 1:
        raise SealingFailed("the time-stamp authority changed its certificate between two requests")
    return sealed


def _sealed(
    pdf: bytes, key: SealKey, reason: str, at: datetime, assurance: Assurance, stamper: Stamper | None
) -> bytes:
    with signer_for(key) as signing:
        signer = _pdf_signer(signing, key, reason, assurance, stamper)
        signer.at = at
        writer = _Writer(io.BytesIO(pdf))
        if assurance.level is Level.B_LTA:
            writer.keep_field_for_stamp()
        sealed: io.BytesIO = signer.sign_pdf(writer, existing_fields_only=True)
    return sealed.getvalue()


def _pdf_signer(
    signing: Signer, key: SealKey, reason: str, assurance: Assurance, stamper: Stamper | None
) -> _DatedSigner:
    level = assurance.level
    return _DatedSigner(
        PdfSignatureMetadata(
            field_name=SEAL_FIELD,
            md_algorithm=DIGEST,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            name=key.subject,
            # The level is signed, so that a time stamp cannot be taken away unnoticed.
            app_build_props=BuildProps(PRODUCT, level) if level.is_stamped else None,
            embed_validation_info=level.has_proofs,
            validation_context=validation_context(key, assurance) if level.has_proofs else None,
            signer_key_usage=_USAGES,
            dss_settings=DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
            ),
        ),
        signer=signing,
        timestamper=stamper,
        # The panel is printed on the page; the field over it stays clear.
        stamp_style=StaticStampStyle(border_width=0),
    )


def _archived(sealed: bytes, stamper: Stamper) -> bytes:
    archive = plan_archive(sealed)
    token = asyncio.run(stamper.async_timestamp(archive.imprint, DIGEST))
    return archive.with_token(token.dump())


class _Writer(IncrementalPdfFileWriter):
    """Leaves title, dates and metadata as they were rendered; rewriting them would break conformance."""

    def _update_meta(self) -> None:
        """Nothing: see the class."""

    def keep_field_for_stamp(self) -> None:
        """An empty field, off the page, for the time stamp over the sealed file. Raises PdfError."""
        page, _ = self.find_page_for_modification(-1)  # type: ignore[no-untyped-call]
        named = {
            "/Type": NameObject("/Annot"),
            "/Subtype": NameObject("/Widget"),
            "/FT": NameObject("/Sig"),
            "/T": TextStringObject(STAMP_FIELD),
            "/F": _number(_PRINT | _LOCKED),
            "/P": page,
            "/Rect": ArrayObject([_number(_OFF_THE_PAGE)] * 4),
        }
        field = self.add_object(_dictionary(named))
        fields = self.root["/AcroForm"]["/Fields"]
        fields.append(field)
        self.update_container(fields)
        self.register_annotation(page, field)  # type: ignore[no-untyped-call]


def _number(value: int) -> NumberObject:
    return NumberObject(value)  # type: ignore[no-untyped-call]


def _dictionary(named: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in named.items()})  # type: ignore[no-untyped-call]


class _DatedSigner(PdfSigner):
    """Signs with a given time instead of the machine's."""

    at: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        """The session, with our time in it."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session
