"""An authenticator app and a passkey in a real browser: set up, then used for signing in and for attesting."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from assessments.services.demo import ACCOUNTS, PASSWORD
from tests.e2e.conftest import Visitor
from trust.outside import code_of
from trust.product import Product

AUDITOR, ADMINISTRATOR = ACCOUNTS[2].email, ACCOUNTS[3].email
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def open_security(visitor: Visitor, link: str) -> None:
    """The page behind a link of the security page, after confirming with the password."""
    visitor.page.goto("/account/security/")
    visitor.page.click(f"main a[href*='{link}']")
    visitor.page.fill("main [name=password]", PASSWORD)
    visitor.page.click("main form .btn")


def give_password(visitor: Visitor, email: str) -> None:
    visitor.page.goto("/account/login/")
    visitor.page.fill("main [name=username]", email)
    visitor.page.fill("main [name=password]", PASSWORD)
    visitor.page.click("main form[action*=login] button")


@pytest.mark.browser
def test_an_authenticator_app_is_scanned_tried_and_then_asked_for(product: Product, chromium: Browser) -> None:
    owner = Visitor(chromium, product, "zh-hans", 390)
    owner.sign_in(AUDITOR)
    open_security(owner, "/security/app/")
    assert owner.page.locator("main [role=img] svg").bounding_box()
    secret = owner.page.inner_text("main .mono")
    owner.page.fill("main [name=code]", code_of(secret))
    owner.page.click("main form .btn")
    owner.page.wait_for_url("**/security/codes/")
    recovery = owner.page.locator("main li").all_inner_texts()
    assert len(recovery) == 10
    other = Visitor(chromium, product)
    give_password(other, AUDITOR)
    other.page.wait_for_url("**/second-step/")
    other.page.fill("main [name=code]", recovery[0])
    other.page.click("main form .btn:not(.sec)")
    other.page.wait_for_url("**/assessments/")
    for each in (owner, other):
        each.close()


@pytest.mark.browser
def test_a_passkey_signs_in_without_a_password_and_confirms(product: Product, chromium: Browser) -> None:
    person = Visitor(chromium, product, host="localhost")
    phone = person.context.new_cdp_session(person.page)
    phone.send("WebAuthn.enable")
    phone.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    give_password(person, ADMINISTRATOR)
    person.page.wait_for_url("**/organisation/people/")
    open_security(person, "/passkeys/add/")
    person.page.fill("main [name=name]", "Phone 手机")
    person.page.click("main form .btn")
    person.page.wait_for_url("**/security/codes/")
    person.page.goto("/account/")
    person.page.click("main form[action*=logout] button")
    person.page.goto("/account/login/")
    person.page.click("main form[data-passkey] button")
    person.page.wait_for_url("**/organisation/people/")
    person.page.goto("/account/security/passkeys/add/")
    person.page.wait_for_url("**/account/confirm/passkey/**")
    person.page.click("main form .btn")
    person.page.wait_for_url("**/security/passkeys/add/")
    assert person.troubles == []
    person.close()
