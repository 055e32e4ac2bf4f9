"""Who is out is out: ways in which sessions and links end, and whether anything still opens with them."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.models import Person
from assessments.services.access import Actor
from assessments.web.mail import BACKGROUND
from trust.browser import browser, plain, text_of
from trust.cast import PASSWORD
from trust.checking import Tally
from trust.furnished import Furnished

NEW = "another-long-test-password"
PERIOD_SECONDS = 30
"""How long a code is shown."""
ON_ITS_WAY_SECONDS = 4
"""How long it may take from being read to being looked at."""


def key_of(client: Client) -> str:
    """Of the browser's session."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def sign_in_by_form(person: Actor, password: str = PASSWORD) -> tuple[Client, str]:
    """A browser that had a session before, and the key of that one."""
    client = browser(None)
    session = client.session
    session["before"] = "signing in"
    session.save()
    before = key_of(client)
    client.post(reverse("login"), {"username": email_of(person), "password": password})
    return client, before


def email_of(person: Actor) -> str:
    """The address with which somebody signs in."""
    return Person.objects.get(id=person.person_id).email


def is_in(client: Client, name: str = "dashboard") -> bool:
    """Whether the page opens."""
    return client.get(reverse(name)).status_code == 200


def _post(client: Client, name: str, *path: object, **sent: object) -> Callable[[], object]:
    return lambda: client.post(reverse(name, args=path), sent)


def endings(here: Furnished) -> dict[str, tuple[str, str, Callable[[], object]]]:
    """What ends it: by name, the role of the person, the page that must not open any more, and what is done."""
    admin = browser(here.people["administrator"])
    keys = {name: person.person_id for name, person in here.people.items()}
    dpo, assessor = (Person.objects.filter(id=here.people[each].person_id) for each in ("dpo", "assessor"))
    secret = generate_totp_secret()
    twice = {"new_password1": NEW, "new_password2": NEW}
    return {
        "role": ("auditor", "trail", _post(admin, "person", keys["auditor"], go="roles", assessor="on")),
        "deactivated": ("colleague", "dashboard", _post(admin, "person", keys["colleague"], go="deactivate")),
        "password": (
            "assessor",
            "dashboard",
            _post(browser(here.people["assessor"]), "password", old_password=PASSWORD, **twice),
        ),
        "factor": ("assessor", "dashboard", lambda: _add_app(assessor.get(), secret)),
        "closed": ("dpo", "dashboard", lambda: dpo.update(is_active=False)),
    }


def _add_app(person: Person, secret: str) -> None:
    """As the page does it: by showing its first code."""
    client = browser(person)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'class="mono">([A-Z2-7]{32})<', page)
    assert found
    client.post(reverse("mfa_activate_totp"), {"code": code_of(found[1])})


def ended(here: Furnished) -> Tally:
    """After each of these nothing more opens, in no other browser of the person, from the next request on."""
    tally, passwords = Tally(), dict.fromkeys(here.people, PASSWORD)
    for name, (who, page, act) in endings(here).items():
        others = [sign_in_by_form(here.people[who], passwords[who])[0] for _ in range(2)]
        tally.expect(all(is_in(each, page) for each in others), f"{name}: nobody was signed in before")
        act()
        for each in others:
            tally.expect(not is_in(each, page), f"{name}: still inside")
        passwords[who] = NEW if name == "password" else passwords[who]
    return tally


def signed_out(here: Furnished) -> Tally:
    """The key of a session opens nothing after signing out."""
    tally, (client, _) = Tally(), sign_in_by_form(here.people["everything"])
    kept = key_of(client)
    tally.expect(is_in(client), "nobody was signed in before signing out")
    client.post(reverse("logout"))
    again = browser(None)
    again.cookies[settings.SESSION_COOKIE_NAME] = kept
    tally.expect(not is_in(again), "the key of the session opens after signing out")
    return tally


def fixed(here: Furnished) -> Tally:
    """The key of a session changes whenever the person can do more with it."""
    tally, person = Tally(), here.people["auditor"]
    client, before = sign_in_by_form(person)
    tally.expect(is_in(client) and key_of(client) != before, "signing in: the session's key stays")
    before = key_of(client)
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    tally.expect(answer.status_code == 302, f"confirming: {answer.status_code}")
    tally.expect(key_of(client) != before, "confirming who one is: the session's key stays")
    return tally


def code_of(secret: str, at: float | None = None) -> str:
    """The code that an authenticator app shows. Where the one of this moment is about to end, the next: it would be
    refused on its way."""
    if at is None:
        left = PERIOD_SECONDS - time.time() % PERIOD_SECONDS
        time.sleep(left if left < ON_ITS_WAY_SECONDS else 0)
        at = time.time()
    return str(format_hotp_value(hotp_value(secret, int(at) // PERIOD_SECONDS)))


def codes(here: Furnished) -> Tally:
    """With a second factor the password alone opens nothing, and a code works once, in one browser."""
    tally, person = Tally(), here.people["everything"]
    secret = generate_totp_secret()
    TOTP.activate(Person.objects.get(id=person.person_id), secret)
    first, second = (sign_in_by_form(person)[0] for _ in range(2))
    tally.expect(not is_in(first), "the password alone opens")
    before, code = key_of(first), code_of(secret)
    first.post(reverse("mfa_authenticate"), {"code": code})
    tally.expect(is_in(first), "the code does not open")
    tally.expect(key_of(first) != before, "second step: the session's key stays")
    second.post(reverse("mfa_authenticate"), {"code": code})
    tally.expect(not is_in(second), "the code opens twice")
    return tally


def answers(here: Furnished) -> Tally:
    """Known and unknown accounts get the same answers, and a link to a new password works once."""
    tally, known = Tally(), email_of(here.people["administrator"])
    unknown = f"nobody-{known}"
    refused = [browser(None).post(reverse("login"), {"username": each, "password": "x"}) for each in (known, unknown)]
    texts = [plain(text_of(each), known, unknown) for each in refused]
    tally.expect(refused[0].status_code == refused[1].status_code, "signing in: another status for the unknown")
    tally.expect(texts[0] == texts[1].replace("nobody-KEY", "KEY"), "signing in: another answer for the unknown")
    mail.outbox = []
    asked = [browser(None).post(reverse("password-forgotten"), {"email": each}) for each in (known, unknown)]
    tally.expect(plain(text_of(asked[0])) == plain(text_of(asked[1])), "a new password: another answer")
    for thread in threading.enumerate():
        if thread.name == BACKGROUND:
            thread.join()
    tally.expect([each.to for each in mail.outbox] == [[known]], "mail went to somebody else, or to nobody")
    tally.add(_link(re.findall(r"https?://\S+", str(mail.outbox[0].body))[0]))
    return tally


def _link(found: str) -> Tally:
    tally, path, client = Tally(), urlsplit(found).path, browser(None)
    form = client.get(path).headers["Location"]
    sent = {"new_password1": NEW, "new_password2": NEW}
    tally.expect(client.post(form, sent).status_code == 302, "the link does not work")
    for again in (browser(None).get(path), client.get(form), client.post(form, sent)):
        tally.expect(again.status_code == 404, f"the link works twice: {again.status_code}")
    return tally
