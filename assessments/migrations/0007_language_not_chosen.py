from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_trials")]

    operations = [
        migrations.RemoveConstraint(model_name="person", name="person_language_is_known"),
        migrations.AlterField(
            model_name="person", name="language", field=models.CharField(blank=True, default="", max_length=10)
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                name="person_language_is_known", condition=models.Q(language__in=("", "en", "zh-hans"))
            ),
        ),
    ]
