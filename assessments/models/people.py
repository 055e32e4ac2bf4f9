"""People who sign in. A person belongs to no organisation: memberships say where somebody works, and as what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from assessments.domain.texts import LANGUAGES

THEMES = ("device", "light", "dark")


class PersonManager(BaseUserManager["Person"]):
    """Makes and finds people; addresses are kept in lower case."""

    def create_user(self, email: str, name: str, password: str | None = None) -> Person:
        """A new person. Without a password nobody can sign in as them."""
        person = self.model(email=email.strip().lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person with this address, however it was typed."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who can sign in."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=10, default="", blank=True)
    """Empty until the person chooses one: until then the browser's decides."""
    theme = models.CharField(max_length=10, default="device")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    """Whether the person looks after the installation. It opens no organisation: only a membership does."""
    session_generation = models.PositiveIntegerField(default=0)
    """Rises when the person's sessions end; a session is bound to the number with which it began."""

    erased_at = models.DateTimeField(null=True, blank=True)
    """When the account was erased: name and address stand for nobody since then. It never comes back."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="person_email_is_lower_case", condition=models.Q(email=Lower("email"))),
            models.CheckConstraint(name="person_name_is_not_empty", condition=~models.Q(name="")),
            models.CheckConstraint(name="person_language_is_known", condition=models.Q(language__in=("", *LANGUAGES))),
            models.CheckConstraint(
                name="person_erased_is_closed", condition=models.Q(erased_at__isnull=True) | models.Q(is_active=False)
            ),
            models.CheckConstraint(name="person_theme_is_known", condition=models.Q(theme__in=THEMES)),
        )

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session of this person must hold: it changes with the password and with the generation."""
        return f"{super().get_session_auth_hash()}.{self.session_generation}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same by each former SECRET_KEY: sessions go on while the key changes."""
        for each in super().get_session_auth_fallback_hash():
            yield f"{each}.{self.session_generation}"
