from django.db import migrations, models


class Migration(migrations.Migration):
    """Organisations that demand a second factor of their members."""

    dependencies = [("assessments", "0012_cache")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="second_factor_demanded",
            field=models.BooleanField(default=False),
        )
    ]
