"""The product as somebody would run it who wants to see what comes in: every form is printed. For a control only."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any

from frcompliance.wsgi import application as product


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Print the form, then answer as the product does."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    print("received", body, file=sys.stderr, flush=True)
    environ["wsgi.input"] = io.BytesIO(body)
    answer: Iterable[bytes] = product(environ, start_response)
    return answer
