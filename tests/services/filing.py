"""Documents for tests, from what ships with the product's own checks."""

from __future__ import annotations

from trust.documents import ACCEPTED as ACCEPTED
from trust.documents import JPEG as JPEG
from trust.documents import MAIL as MAIL
from trust.documents import PDF as PDF
from trust.documents import QUESTION as QUESTION
from trust.documents import WEBP as WEBP
from trust.documents import on_disk as on_disk
from trust.documents import package as package
from trust.documents import png as png
from trust.documents import put_file as put_file
from trust.documents import put_paper as put_paper
from trust.documents import upload_of as upload_of
