"""Pages leave compressed: Brotli where the browser takes it, otherwise gzip.

The length of a compressed page could tell its secrets apart, for somebody who can have it asked for again and again
with guesses in the address (BREACH). So each answer gets a random number of bytes that mean nothing, as Django's gzip
does too; form tokens are masked anew in each answer; and the session cookie stays away from requests of other sites.
"""

from __future__ import annotations

import secrets

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

QUALITY = 6
"""Smaller than gzip's usual level in less time."""
LEAST_BYTES = 200
"""Less than this gains nothing."""
MOST_PADDING = 100
KINDS = ("text/", "image/svg+xml")
"""Files such as PDFs are compressed already."""


class CompressedText(GZipMiddleware):
    """Middleware: compresses text."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The response, compressed if it is text, long enough, and the browser takes it."""
        is_text = response.headers.get("Content-Type", "").startswith(KINDS)
        if not is_text or response.has_header("Content-Encoding"):
            return response
        takes_brotli = "br" in _accepted(request)
        if takes_brotli and isinstance(response, HttpResponse) and len(response.content) >= LEAST_BYTES:
            patch_vary_headers(response, ("Accept-Encoding",))
            response.content = compressed(response.content, secrets.randbelow(MOST_PADDING) + 1)
            response.headers["Content-Encoding"] = "br"
            response.headers["Content-Length"] = str(len(response.content))
            return response
        return super().process_response(request, response)


def compressed(content: bytes, padding: int) -> bytes:
    """Brotli, with 1 to 256 random bytes of padding in a block of metadata (RFC 7932, section 9.2)."""
    compressor = brotli.Compressor(quality=QUALITY)
    body: bytes = compressor.process(content) + compressor.flush()
    # Not the last block (0), metadata (11), reserved (0), one byte of length (01), that length, from the low bit up.
    header = (0b01_0_11_0 | (padding - 1) << 6).to_bytes(2, "little")
    last: bytes = compressor.finish()
    return body + header + secrets.token_bytes(padding) + last


def _accepted(request: HttpRequest) -> set[str]:
    """Encodings that the browser names without refusing them."""
    offers = (each.strip().lower().partition(";") for each in request.headers.get("Accept-Encoding", "").split(","))
    return {name.strip() for name, _, quality in offers if quality.replace(" ", "") not in ("q=0", "q=0.0")}
