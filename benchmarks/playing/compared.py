"""Addresses of the pages that the product is compared with: the floor, and a stock wizard."""

from __future__ import annotations

from django.urls import path

from benchmarks.playing.floor import floor
from benchmarks.playing.script import read_script
from benchmarks.playing.stock import wizard_of

stock = wizard_of(read_script().steps)
urlpatterns = [
    path("healthz/", lambda request: floor(request, 0)),
    path("floor/<int:number>/", floor),
    path("stock/<str:step>/", stock, name="stock"),
]
