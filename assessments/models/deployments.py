"""Deployments: what is assessed, and the words by which one is found."""

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
    unit = models.CharField(max_length=100, blank=True, default="")
    """The part of the organisation that it belongs to, in the organisation's own words."""
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(name="deployment_by_unit", fields=["organisation", "unit"], condition=~models.Q(unit="")),
        )
        constraints = (
            models.UniqueConstraint(name="deployment_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="deployment_name_is_not_empty", condition=~models.Q(name="")),
        )

    def __str__(self) -> str:
        return self.name


class DeploymentWord(models.Model):
    """The beginning of a word in a deployment's name, place or unit; any character begins one in Chinese.

    Written by the database alone, whenever a deployment is. Searching compares with the start of these, which an index
    can answer: under row-level security none can for "contains".
    """

    pk = models.CompositePrimaryKey("organisation_id", "word", "deployment_id")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    deployment = models.ForeignKey(
        Deployment, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    word = models.CharField(max_length=24, db_collation="C")
    """Lower case, with what follows it, so that several words in a row are found too."""

    class Meta:
        indexes = (models.Index(name="word_by_deployment", fields=["organisation", "deployment"]),)

    def __str__(self) -> str:
        return self.word
