"""Set up as for real use, the product passes the deployment checks, and every answer says what protects it."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings
from django.urls import reverse

from trust.browser import quiet
from trust.cast import sign_in
from trust.checking import Check, Run, Tally
from trust.expected_headers import FILE, INSIDE, PAGE, faults_of
from trust.furnished import Furnished, furnish
from trust.network import TOKEN, Visitor
from trust.product import ROOT, Product
from trust.urlconf import addresses
from trust.visiting import FIXED, LEAVING

HOST = "trust.example"
REAL_USE = {
    **{"INSECURE_HTTP": "", "THROWAWAY_DATABASE": "", "TRUSTED_PROXIES": "1"},
    **{"PUBLIC_ADDRESS": f"https://{HOST}", "ALLOWED_HOSTS": f"{HOST},127.0.0.1"},
    "DJANGO_SETTINGS_MODULE": "frcompliance.settings",
}
APPLICATION = "django.core.wsgi:get_wsgi_application()"
"""What is served, whatever the database of the checks is like."""
OVER_TLS = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}


def run(run: Run) -> Tally:
    """Django's own checks, and then every page as the proxy in front sees it."""
    tally, product = Tally(), run.product.beside(**REAL_USE)
    done = _deployment_checks(product)
    tally.expect(done.returncode == 0, f"check --deploy: {done.stderr[-400:]}")
    with quiet():
        here = furnish("zqheads")
        tally.add(pages(run, product, here))
    return tally


def _deployment_checks(product: Product) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=product.environment(), capture_output=True, text=True, check=False)


def pages(run: Run, product: Product, here: Furnished) -> Tally:
    """Every address, as somebody who is signed in and as nobody."""
    tally, names = Tally(), {**FIXED, **here.parameters}
    product.application = APPLICATION
    product.start("web")
    try:
        product.wait_until_ready()
        member, nobody = visitors(product, here)
        for each in addresses():
            if each.name in LEAVING:
                continue
            path = reverse(each.name, kwargs={one: names[one] for one in each.parameters})
            tally.add(_judge(nobody, path, PAGE))
            tally.add(_judge(member, path, INSIDE))
        for kind, path in ((PAGE, "/nowhere/"), (PAGE, "/?x=%00"), (FILE, _static_file(product))):
            tally.add(_judge(nobody, path, kind))
    finally:
        product.stop()
    run.say(f"{tally.cases} answers")
    return tally


def visitors(product: Product, here: Furnished) -> tuple[Visitor, Visitor]:
    """Somebody who may do everything, and nobody; cookies have the names that they have over TLS."""
    session = sign_in(here.people["everything"]).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {"__Host-session": session, "__Host-csrf": TOKEN}
    return Visitor(product, cookies), Visitor(product, {})


def _static_file(product: Product) -> str:
    folder = product.folder / "static"
    return f"/static/{next(folder.rglob('*.css')).relative_to(folder)}"


def _judge(who: Visitor, path: str, kind: str) -> Tally:
    tally, answer = Tally(), who.get(path, OVER_TLS)
    tally.expect(answer.status < 500, f"{path}: {answer.status}")
    if kind == FILE or answer.headers.get("content-type", "").startswith("text/html"):
        for fault in faults_of(kind, answer.headers) or [""]:
            tally.expect(not fault, f"{path}, {kind}, {answer.status}: {fault}")
    return tally


def control(run: Run) -> Tally:
    """The settings of a trial on one's own machine."""
    product = run.product.beside()
    tally, done = Tally(), _deployment_checks(product)
    tally.expect(done.returncode == 0, "check --deploy finds weak settings")
    with quiet():
        here = furnish("zqplainheads")
        product.start("web")
        try:
            product.wait_until_ready()
            member = Visitor(
                product, {settings.SESSION_COOKIE_NAME: visitors(product, here)[0].cookies["__Host-session"]}
            )
            for fault in faults_of(INSIDE, member.get(reverse("dashboard")).headers) or [""]:
                tally.expect(not fault, fault)
        finally:
            product.stop()
    return tally


CHECK = Check(
    "Every answer carries the headers that protect it, and the deployment checks find nothing.",
    run,
    control,
    "the settings for real use",
)
