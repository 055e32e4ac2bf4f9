"""That no certificate of a seal was revoked: fetched from the authorities' own addresses, or there is no seal."""

from __future__ import annotations

from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import InsufficientRevinfoError, RevokedError
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from assessments.report.assurance import Assurance
from assessments.report.keys import SealKey, is_self_issued
from assessments.report.stores import as_asn1

TIMEOUT_SECONDS = 10


def validation_context(key: SealKey, assurance: Assurance) -> ValidationContext:
    """Fetches revocation information as of now, and takes its absence for a refusal."""
    others = assurance.known
    roots = [each for each in others if is_self_issued(each)]
    return ValidationContext(
        trust_roots=[as_asn1(each) for each in (*assurance.roots, *roots)],
        other_certs=[as_asn1(each) for each in (*key.chain, *others)],
        allow_fetching=True,
        revocation_mode="hard-fail",
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=TIMEOUT_SECONDS),
    )


def why_not_proven(problem: BaseException) -> str:
    """A plain reason for what came out of the validation, wherever in the chain of causes it stands."""
    here: BaseException | None = problem
    while here is not None:
        if isinstance(here, RevokedError):
            return "a certificate of the seal or of the time stamp has been revoked by its authority"
        if isinstance(here, InsufficientRevinfoError):
            return "it could not be found out whether a certificate has been revoked: its authority did not answer"
        here = here.__cause__ or here.__context__
    return f"a certificate does not lead to one of the configured roots, or is not valid: {problem}"
