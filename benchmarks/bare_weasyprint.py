"""HTML on standard input, any PDF on standard output: WeasyPrint and nothing besides, for `benchmarks.report`."""

from __future__ import annotations

import sys

from assessments.report.composing import read_style
from assessments.report.rendering import OwnPictures

import weasyprint  # isort: skip

html, fetcher = sys.stdin.read(), OwnPictures()
style = weasyprint.CSS(string=read_style(), url_fetcher=fetcher)
sys.stdout.buffer.write(weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[style]))
