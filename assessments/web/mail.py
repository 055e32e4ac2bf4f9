"""Mail that pages send: after the transaction that gives the reason for it, in both languages, with our own address."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse


def absolute(name: str, *args: str) -> str:
    """The address of a page as the outside knows it; what a browser says about the host is not asked."""
    return f"{settings.PUBLIC_ADDRESS}{reverse(name, args=args)}"


def send_after_commit(address: str, template: str, context: Mapping[str, object]) -> None:
    """Send `mail/<template>.txt`, of which the first line is the subject. A fault of the mail server goes to the log:
    what was done stands, and can be sent again."""
    subject, _, text = render_to_string(f"mail/{template}.txt", dict(context)).strip().partition("\n")

    def send() -> None:
        send_mail(" ".join(subject.split()), text.strip() + "\n", None, [address])

    transaction.on_commit(send, robust=True)
