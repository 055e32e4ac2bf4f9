from __future__ import annotations

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """The rule about stamped reports holds for those from before it, too."""

    dependencies = [
        ('assessments', '0020_stamps'),
    ]

    operations = [
        ValidateConstraint(model_name='report', name='stamped_report_has_a_level'),
    ]
