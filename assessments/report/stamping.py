"""Asking a time-stamp authority (RFC 3161), within a time, twice, and believing no answer that was not checked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import requests
from asn1crypto import cms, tsp
from cryptography import x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from assessments.report.stamps import Stamp, StampUnusable, is_known_authority, normalised, read_stamp

LARGEST_ANSWER_BYTES = 1 << 18
_PAUSE_SECONDS = 1.0
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_ANSWER = "application/timestamp-reply"


@dataclass(frozen=True, slots=True)
class StampAuthority:
    """A time-stamp authority and what it is recognised by."""

    address: str
    certificates: tuple[x509.Certificate, ...]
    """Those that issue the certificates with which it stamps, or such a certificate itself."""
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    """PEM file of the authorities that its TLS certificate is checked against; empty: the system's."""
    timeout_seconds: float = 10.0


class Stamper(TimeStamper):
    """Fetches tokens for pyHanko; each is checked, and in its one form, before anybody sees it."""

    def __init__(self, authority: StampAuthority, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.authority, self.sleep = authority, sleep
        self.seen: list[Stamp] = []
        """Every stamp that was fetched, in order."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token over the digest. Raises StampUnusable."""
        try:
            answered = await super().async_timestamp(message_digest, md_algorithm)
        # Beside its own exception, pyHanko raises others where an answer is not to this request, or is damaged.
        except (TimestampRequestError, AttributeError, KeyError, TypeError, ValueError):
            raise StampUnusable("the time-stamp authority gave no time stamp for this request") from None
        token = normalised(answered)
        stamp = read_stamp(token, message_digest)
        if not is_known_authority(stamp, self.authority.certificates):
            raise StampUnusable("the time stamp is not by the configured time-stamp authority")
        self.seen.append(stamp)
        return cms.ContentInfo.load(token)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The answer to a request. Raises StampUnusable."""
        body = await asyncio.to_thread(self._ask, req.dump())
        try:
            answer = tsp.TimeStampResp.load(body, strict=True)
            _ = answer["status"]["status"].native
        except (ValueError, TypeError):
            raise StampUnusable(
                "the time-stamp authority did not grant a time stamp, or its answer cannot be read"
            ) from None
        return answer

    def _ask(self, request: bytes) -> bytes:
        """Twice at most: networks fail for a moment more often than for long."""
        try:
            return self._post(request)
        except StampUnusable:
            self.sleep(_PAUSE_SECONDS)
            return self._post(request)

    def _post(self, request: bytes) -> bytes:
        who = self.authority
        try:
            with requests.post(
                who.address,
                request,
                headers=_HEADERS,
                auth=(who.user, who.password) if who.user else None,
                verify=who.ca_file or True,
                timeout=who.timeout_seconds,
                allow_redirects=False,
                stream=True,
            ) as answer:
                body = answer.raw.read(LARGEST_ANSWER_BYTES + 1)
        except requests.Timeout:
            raise StampUnusable(f"the time-stamp authority did not answer in {who.timeout_seconds:g} seconds") from None
        except (requests.RequestException, OSError):
            raise StampUnusable("the time-stamp authority could not be reached") from None
        if answer.status_code != HTTPStatus.OK:
            raise StampUnusable(f"the time-stamp authority refused the request (HTTP {answer.status_code})")
        if answer.headers.get("Content-Type", "").split(";")[0] != _ANSWER or len(body) > LARGEST_ANSWER_BYTES:
            raise StampUnusable("the answer of the time-stamp authority is no time stamp")
        return bytes(body)
