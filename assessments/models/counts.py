"""How often something was asked for: counts for minutes or an hour, of nobody's organisation."""

from __future__ import annotations

from django.db import models


class RequestCount(models.Model):
    """Requests of one kind by somebody since the first of them. No row names anybody: the key is a digest."""

    key = models.CharField(max_length=100, primary_key=True)
    number = models.PositiveIntegerField()
    ends_at = models.DateTimeField()
    """From then on the count begins anew, by the clock of the database."""

    def __str__(self) -> str:
        return f"{self.number} of {self.key} until {self.ends_at}"
