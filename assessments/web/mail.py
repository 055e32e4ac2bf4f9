"""Mail that pages send: after the transaction that gives the reason for it, in both languages, with our own address."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from threading import Thread

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

BACKGROUND = "mail"
"""Name of the threads that send."""

logger = logging.getLogger(__name__)


def absolute(name: str, *args: str) -> str:
    """The address of a page as the outside knows it; what a browser says about the host is not asked."""
    return f"{settings.PUBLIC_ADDRESS}{reverse(name, args=args)}"


def send_after_commit(address: str, template: str, context: Mapping[str, object]) -> None:
    """Send `mail/<template>.txt`, of which the first line is the subject. A fault of the mail server goes to the log:
    what was done stands, and can be sent again."""
    subject, text = _written(template, context)

    def send() -> None:
        send_mail(subject, text, None, [address])

    transaction.on_commit(send, robust=True)


def send_in_background(address: str, template: str, context: Mapping[str, object]) -> None:
    """The same at once, for pages of which the time must not tell whether anything was sent."""
    subject, text = _written(template, context)

    def send() -> None:
        try:
            send_mail(subject, text, None, [address])
        except OSError:  # faults of the mail server are OSErrors, too
            logger.exception("a mail was not sent")

    Thread(target=send, name=BACKGROUND).start()


def _written(template: str, context: Mapping[str, object]) -> tuple[str, str]:
    subject, _, text = render_to_string(f"mail/{template}.txt", dict(context)).strip().partition("\n")
    return " ".join(subject.split()), text.strip() + "\n"
