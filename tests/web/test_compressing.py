"""Pages leave compressed, as text that every browser can read again, and with a length that gives nothing away."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from assessments.web.compressing import CompressedText, compressed

TEXT = "第十三条 Cameras at the door. " * 40


def answer(accepts: str, response: HttpResponse) -> HttpResponse:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts} if accepts else {})
    return CompressedText(lambda _: response)(request)  # type: ignore[return-value]


def test_a_page_comes_in_brotli_and_says_so(db: None) -> None:
    plain = Client().get(reverse("verify"))
    small = Client().get(reverse("verify"), headers={"Accept-Encoding": "gzip, deflate, br"})
    assert small.headers["Content-Encoding"] == "br"
    assert small.headers["Content-Length"] == str(len(small.content))
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.content) < len(plain.content) / 2
    assert b"<!doctype html>" in brotli.decompress(small.content)


@pytest.mark.parametrize("accepts", ["gzip", "gzip, br;q=0", "GZIP;q=0.8, br; q=0.0"])
def test_other_browsers_get_gzip(accepts: str) -> None:
    response = answer(accepts.lower(), HttpResponse(TEXT))
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == TEXT


@pytest.mark.parametrize(
    ("accepts", "response"),
    [
        ("", HttpResponse(TEXT)),
        ("br", HttpResponse(TEXT, content_type="application/pdf")),
        ("br", HttpResponse("ok", content_type="text/plain")),
    ],
)
def test_what_gains_nothing_stays_as_it_is(accepts: str, response: HttpResponse) -> None:
    before = response.content
    after = answer(accepts, response)
    assert not after.has_header("Content-Encoding")
    assert after.content == before


def test_a_stream_is_left_to_gzip() -> None:
    response = StreamingHttpResponse(iter([TEXT.encode()]))
    answered = CompressedText(lambda _: response)(RequestFactory().get("/", headers={"Accept-Encoding": "br, gzip"}))
    assert isinstance(answered, StreamingHttpResponse)
    assert gzip.decompress(answered.getvalue()).decode() == TEXT


@pytest.mark.parametrize("padding", [1, 2, 100, 256])
def test_padding_changes_the_length_and_nothing_else(padding: int) -> None:
    assert len(compressed(TEXT.encode(), padding)) == len(compressed(TEXT.encode(), 1)) + padding - 1
    assert brotli.decompress(compressed(TEXT.encode(), padding)).decode() == TEXT


def test_the_same_page_has_no_one_length() -> None:
    assert len({len(answer("br", HttpResponse(TEXT)).content) for _ in range(60)}) > 1


def test_no_cache_keeps_a_page(db: None) -> None:
    assert Client().get(reverse("help")).headers["Cache-Control"] == "private, no-cache"
    assert "no-store" in Client().get(reverse("login")).headers["Cache-Control"]


@pytest.mark.parametrize("accepts", ["br", "gzip"])
def test_what_is_encoded_already_stays_as_it_is(accepts: str) -> None:
    response = answer(accepts, HttpResponse(TEXT, headers={"Content-Encoding": "zstd"}))
    assert response.headers["Content-Encoding"] == "zstd"
    assert response.content.decode() == TEXT
