import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import assessments.domain.working_together

HERE = "nullif(current_setting('app.organisation', true), '')::uuid"
TABLES = ("comment", "clarification", "stepassignment")

WITHIN_ONE_ORGANISATION = """
    ALTER TABLE assessments_assessment ADD CONSTRAINT assessment_copied_in_one_organisation
    FOREIGN KEY (organisation_id, copied_from_id) REFERENCES assessments_assessment (organisation_id, id);
"""

# They go with their assessment, as evidence does: so that erasing an ended trial takes them too, were there any.


def _walled(table: str) -> str:
    return f"""
        ALTER TABLE assessments_{table} ADD CONSTRAINT {table}_assessment_in_one_organisation
        FOREIGN KEY (organisation_id, assessment_id) REFERENCES assessments_assessment (organisation_id, id)
        ON DELETE CASCADE;
        ALTER TABLE assessments_{table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE assessments_{table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY within_organisation ON assessments_{table}
        USING (organisation_id = {HERE}) WITH CHECK (organisation_id = {HERE});
        CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON assessments_{table}
        FOR EACH ROW EXECUTE FUNCTION assessments_refuse();
        CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON assessments_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION assessments_refuse();
        CREATE TRIGGER not_in_a_trial BEFORE INSERT ON assessments_{table}
        FOR EACH ROW EXECUTE FUNCTION assessments_not_in_a_trial();
    """


class Migration(migrations.Migration):
    """Working together: assessments started from earlier ones, comments, who can answer by when, who does a step."""

    dependencies = [
        ('assessments', '0013_second_factor_demanded'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='copied_from',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copied_to', to='assessments.assessment'),
        ),
        migrations.CreateModel(
            name='Clarification',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_by_name', models.CharField(max_length=100)),
                ('made_at', models.DateTimeField()),
                ('audit_sequence', models.PositiveBigIntegerField()),
                ('question', models.CharField(max_length=60)),
                ('name', models.CharField(blank=True, default='', max_length=100)),
                ('due', models.DateField(blank=True, null=True)),
                ('assessment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessment')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['assessment', 'question'], name='clarification_by_assessment')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='clarification_key_with_organisation'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), ('person__isnull', False)), models.Q(('person__isnull', True), models.Q(('name', ''), _negated=True)), models.Q(('due__isnull', True), ('name', ''), ('person__isnull', True)), _connector='OR'), name='clarification_asks_one_or_nobody'), models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='clarification_question_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_by_name', models.CharField(max_length=100)),
                ('made_at', models.DateTimeField()),
                ('audit_sequence', models.PositiveBigIntegerField()),
                ('question', models.CharField(max_length=60)),
                ('act', models.CharField(max_length=10)),
                ('text', models.TextField(blank=True, default='')),
                ('assessment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessment')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['assessment', 'question'], name='comment_by_assessment')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='comment_key_with_organisation'), models.CheckConstraint(condition=models.Q(models.Q(('act', assessments.domain.working_together.CommentAct['SAY']), models.Q(('text', ''), _negated=True)), models.Q(('act__in', [assessments.domain.working_together.CommentAct['RESOLVE'], assessments.domain.working_together.CommentAct['REOPEN']]), ('text', '')), _connector='OR'), name='comment_says_something_or_settles'), models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='comment_question_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='StepAssignment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_by_name', models.CharField(max_length=100)),
                ('made_at', models.DateTimeField()),
                ('audit_sequence', models.PositiveBigIntegerField()),
                ('step', models.CharField(max_length=40)),
                ('assessment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessment')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['assessment', 'step'], name='step_assignment_by_assessment')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='step_assignment_key_with_organisation'), models.CheckConstraint(condition=models.Q(('step', ''), _negated=True), name='step_assignment_step_is_not_empty')],
            },
        ),
        *(migrations.RunSQL(_walled(table), migrations.RunSQL.noop) for table in TABLES),
        migrations.RunSQL(WITHIN_ONE_ORGANISATION, migrations.RunSQL.noop),
    ]
