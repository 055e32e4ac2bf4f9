"""Scenes of signing in with a second factor, of confirming, and of the pages where factors are set up."""

from __future__ import annotations

from tests.e2e.scenes.factors import EMAIL, PASSWORD
from tests.e2e.scenes.scene import Scene, Visit, Who


def _second_step(visit: Visit) -> None:
    visit.go("login")
    visit.page.fill("main [name=username]", EMAIL)
    visit.page.fill("main [name=password]", PASSWORD)
    visit.press("main form[action*=login] button")
    visit.page.fill("main [name=code]", "000000")
    visit.press("main form .btn:not(.sec)")


def _scene(name: str, address: str, *where: str, who: Who = Who.GUARDED) -> Scene:
    return Scene(name, address, lambda visit: visit.go(address, *where), who)


def _refused(name: str, address: str, who: Who, *where: str) -> Scene:
    def reach(visit: Visit) -> None:
        visit.go(address, *where)
        visit.press("main form .btn")
        assert visit.page.locator("main form .err").count()

    return Scene(name, address, reach, who)


SECURITY = (
    Scene("second-step-refused", "mfa_authenticate", _second_step, Who.NOBODY),
    _refused("confirm-refused", "account_reauthenticate", Who.AUDITOR),
    _refused("confirm-code-refused", "mfa_reauthenticate", Who.GUARDED),
    _scene("confirm-provider", "provider-confirm", who=Who.VOUCHED),
    _scene("provider-refused", "provider-refused", "other-account", who=Who.NOBODY),
    _scene("confirm-passkey", "mfa_reauthenticate_webauthn"),
    _scene("security", "mfa_index"),
    _scene("security-password-alone", "mfa_index", who=Who.AUDITOR),
    _refused("app-refused", "mfa_activate_totp", Who.AUDITOR),
    _scene("app-remove", "mfa_deactivate_totp"),
    _scene("codes", "mfa_view_recovery_codes"),
    _scene("codes-new", "mfa_generate_recovery_codes"),
    _scene("passkey-add", "mfa_add_webauthn"),
    _scene("passkey-remove", "mfa_remove_webauthn", "passkey"),
    _refused("password-refused", "password", Who.AUDITOR),
    _scene("second-factor-needed", "second-factor-needed", who=Who.AUDITOR),
    _refused("password-forgotten-refused", "password-forgotten", Who.NOBODY),
    _scene("password-sent", "password-sent", who=Who.NOBODY),
    _refused("password-reset-refused", "password-reset", Who.NOBODY, "reset-person", "reset-token"),
    _scene("password-reset-unknown", "password-reset", "MQ", "unknown", who=Who.NOBODY),
    _scene("password-reset-done", "password-reset-done", who=Who.NOBODY),
)
