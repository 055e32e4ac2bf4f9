"""The least that saving a step can cost in Django: one row changed by its key, a redirect, a page of the same bytes."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.middleware.csrf import get_token

from benchmarks.playing.browser import TOKEN

PAGES = "BENCHMARK_PAGES"
"""In the environment: folder of the pages that the product showed."""


@cache
def _page(number: int) -> str:
    path = Path(os.environ[PAGES]) / f"{number}.html"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def floor(request: HttpRequest, number: int) -> HttpResponse:
    """One page; sent back, it changes the row and leads to the next one."""
    is_bare = "django.contrib.sessions.middleware.SessionMiddleware" not in settings.MIDDLEWARE
    if not is_bare and number and not request.user.is_authenticated:
        return HttpResponseForbidden()
    if request.method == "POST":
        key = request.POST["person"] if is_bare else request.user.pk
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE benchmark_floor SET answers = %s WHERE person = %s", [request.POST.urlencode(), str(key)]
            )
            assert cursor.rowcount == 1
        return HttpResponseRedirect(f"/floor/{number + 1}/")
    return HttpResponse(_page(number).replace(TOKEN, "" if is_bare else get_token(request)))
