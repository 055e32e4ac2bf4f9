from __future__ import annotations

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    """How much the seal of a report proves beyond itself, and by whose word when it was made."""

    dependencies = [
        ('assessments', '0019_talk_and_marks'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='level',
            field=models.CharField(blank=True, db_default='', default='', max_length=5),
        ),
        migrations.AddField(
            model_name='report',
            name='stamped_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='stamped_by',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        AddConstraintNotValid(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('stamped_at', None), models.Q(('level__in', ('', 'B-B')), _negated=True), _connector='OR'), name='stamped_report_has_a_level'),
        ),
    ]
