"""How a person who has shown who they are comes to be signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import login
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest, person: AbstractBaseUser) -> None:
    """Begin a session of the person in this browser; one of somebody else ends."""
    login(request, person, backend=BACKEND)  # type: ignore[arg-type]  # pages do not know the model
