from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Counts of requests that the database itself adds up, as the cache cannot."""

    dependencies = [
        ('assessments', '0021_stamps_validated'),
    ]

    operations = [
        migrations.CreateModel(
            name='RequestCount',
            fields=[
                ('key', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('ends_at', models.DateTimeField()),
            ],
        ),
    ]
