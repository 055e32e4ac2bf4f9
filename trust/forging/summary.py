"""What whoever relies on a library's own summary would say."""

from __future__ import annotations

import io

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from assessments.report.keys import SealKey


def by_summary(pdf: bytes, key: SealKey) -> bool:
    """`bottom_line` of the last signature, under the authority of our certificate."""
    issuers = [x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in key.chain]
    try:
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1]
        context = ValidationContext(trust_roots=issuers, moment=signature.self_reported_timestamp)
        usage = KeyUsageConstraints(key_usage=set())
        return bool(validate_pdf_signature(signature, context, key_usage_settings=usage).bottom_line)
    except Exception:  # noqa: BLE001  a file that it cannot read is not accepted
        return False
