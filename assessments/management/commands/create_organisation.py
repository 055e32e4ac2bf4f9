"""Make an organisation and its people, so that an installation without the demo has somebody who can sign in."""

from __future__ import annotations

import secrets

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.domain.lifecycle import Role
from assessments.domain.words import words_for
from assessments.services.organisations import (
    MemberFault,
    NewMember,
    found_organisation,
    read_member,
    with_administrator,
)


class Command(BaseCommand):
    """Prints a random password for each person, once; nothing else knows it."""

    help = "Makes an organisation with its members and prints a password for each of them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name of the organisation, and its members."""
        parser.add_argument("name")
        parser.add_argument("--credit-code", default="", help="unified social credit code")
        parser.add_argument(
            "--member",
            action="append",
            required=True,
            metavar="ROLE:EMAIL:NAME",
            help="assessor, dpo, auditor or administrator; once for each person. Without any administrator the first "
            "person is one besides",
        )

    def handle(self, *args: object, name: str, credit_code: str, member: list[str], **options: object) -> None:
        """All or nothing."""
        try:
            members = [read_member(each, secrets.token_urlsafe(15)) for each in member]
            found_organisation(name, members, timezone.now(), credit_code=credit_code)
        except MemberFault as fault:
            raise CommandError(str(fault)) from fault
        for one, roles in with_administrator(members):
            self.stdout.write(self._line(one, roles))
        self.stdout.write("These passwords are shown only now. Hand them over, each to its person.")

    @staticmethod
    def _line(one: NewMember, roles: frozenset[Role]) -> str:
        named = ", ".join(words_for(role).en for role in sorted(roles))
        return f"  {named:14} {one.email:32} {one.password}"
