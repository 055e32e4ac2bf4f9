"""Places of one deployment: which they are, how they are described, and where answers differ. All append-only."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from assessments.models.acts import ActOnAssessment
from assessments.models.assessments import Assessment
from assessments.models.organisations import Organisation

LONGEST_NAME = 200


class Place(models.Model):
    """One place. What is said of it stands in its newest description."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="places", db_constraint=False)
    number = models.PositiveIntegerField()
    """Counts through the assessment in the order of adding."""
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    """The same place on the assessment that this one's upgraded."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="place_key_with_assessment", fields=["organisation", "assessment", "id"]),
            models.UniqueConstraint(name="place_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="place_number_once", fields=["assessment", "number"]),
        )

    def __str__(self) -> str:
        return f"place {self.number} of {self.assessment_id}"


class PlaceDescription(ActOnAssessment):
    """What somebody said of a place; the newest counts."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="descriptions", db_constraint=False)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    address = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    devices = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField()
    """Where in the list; among equals the one added first."""
    is_out = models.BooleanField(default=False)
    """Taken out: the place counts no longer. It can be put back."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="place_description_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="place_version_once", fields=["place", "version"]),
            models.CheckConstraint(name="place_version_is_positive", condition=Q(version__gte=1)),
            models.CheckConstraint(name="place_is_named", condition=~Q(name="")),
        )

    def __str__(self) -> str:
        return f"version {self.version} of place {self.place_id}"


class PlaceException(ActOnAssessment):
    """One act: at this place the answer is another one, or, with null, the common one again."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="exceptions", db_constraint=False)
    number = models.PositiveIntegerField()
    """Counts through the place."""
    question = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    """The answer as entries store it; null: back to the common answer."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="place_exception_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="place_exception_number_once", fields=["place", "number"]),
            models.CheckConstraint(name="place_exception_number_is_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(name="place_exception_names_a_question", condition=~Q(question="")),
        )

    def __str__(self) -> str:
        return f"exception {self.number} at place {self.place_id}"
