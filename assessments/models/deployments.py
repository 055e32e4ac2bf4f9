"""Deployments: what is assessed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from assessments.models.organisations import Organisation


class Deployment(models.Model):
    """One use of face recognition at one place, or set of like places, for one purpose."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="deployments")
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=300, blank=True, default="")
    description = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="deployment_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="deployment_name_is_not_empty", condition=~models.Q(name="")),
        )

    def __str__(self) -> str:
        return self.name
