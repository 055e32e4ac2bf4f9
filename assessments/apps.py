"""The Django application: its name, and the checks that it registers."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks


class AssessmentsConfig(AppConfig):
    """Self-assessments of face-recognition deployments."""

    name = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse to start with a faulty edition of the catalogue."""
        from assessments.catalogues.checks import check_editions

        checks.register(check_editions)
