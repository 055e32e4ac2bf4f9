"""Somebody with second factors, for the scenes: an authenticator app, a passkey, recovery codes; somebody who signs
in at the identity provider."""

from __future__ import annotations

import json

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.utils import timezone

from assessments.domain.lifecycle import Role
from assessments.models import Person
from assessments.services.access import Actor
from assessments.services.organisations import NewMember, found_organisation
from assessments.services.provider_accounts import bind
from tests.passkeys import SoftwarePasskey

EMAIL, PASSWORD = "guarded@scenes.example", "a password of the scenes"


def with_second_factors() -> tuple[Actor, str]:
    """The person in an organisation of their own, and the key of the passkey."""
    member = NewMember(Role.AUDITOR, EMAIL, "Bao Hu 保护", PASSWORD)
    (actor,) = found_organisation("Behind Locks 门禁", [member], timezone.now())
    person = Person.objects.get(id=actor.person_id)
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    offered = json.dumps({"publicKey": {"challenge": "c2NlbmVz"}})
    WebAuthn.add(person, "Phone 手机 " + "W" * 40, json.loads(SoftwarePasskey().create(offered)))
    return actor, str(Authenticator.objects.get(user=person, type="webauthn").pk)


def vouched_for() -> Actor:
    """Somebody bound to the identity provider, whose account has no password."""
    member = NewMember(Role.AUDITOR, "vouched@scenes.example", "Xin Ren 信任", PASSWORD)
    (actor,) = found_organisation("Known Elsewhere 云海", [member], timezone.now())
    person = Person.objects.get(id=actor.person_id)
    person.set_unusable_password()
    person.save()
    bind(person.id, "0" * 64, timezone.now())
    return actor
