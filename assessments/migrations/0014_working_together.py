import django.db.models.deletion
from django.db import migrations, models

WITHIN_ONE_ORGANISATION = """
    ALTER TABLE assessments_assessment ADD CONSTRAINT assessment_copied_in_one_organisation
    FOREIGN KEY (organisation_id, copied_from_id) REFERENCES assessments_assessment (organisation_id, id);
"""


class Migration(migrations.Migration):
    """Working together: assessments started from the answers of earlier ones."""

    dependencies = [
        ('assessments', '0012_cache'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='copied_from',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copied_to', to='assessments.assessment'),
        ),
        migrations.RunSQL(WITHIN_ONE_ORGANISATION, migrations.RunSQL.noop),
    ]
