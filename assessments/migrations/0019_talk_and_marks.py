import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

HERE = "nullif(current_setting('app.organisation', true), '')::uuid"
CARRIED = ("comment", "clarification", "stepassignment")


def _carried(table: str) -> str:
    return f"""
        ALTER TABLE assessments_{table} ADD CONSTRAINT {table}_carried_in_one_organisation
        FOREIGN KEY (organisation_id, carried_from_id) REFERENCES assessments_{table} (organisation_id, id);
    """


# Guarded as a reviewer's views of verdicts are: by whoever may decide, while it is in review, for ever.
MARKS = f"""
    ALTER TABLE assessments_answermark ADD CONSTRAINT answermark_assessment_in_one_organisation
    FOREIGN KEY (organisation_id, assessment_id) REFERENCES assessments_assessment (organisation_id, id)
    ON DELETE CASCADE;
    ALTER TABLE assessments_answermark ENABLE ROW LEVEL SECURITY;
    ALTER TABLE assessments_answermark FORCE ROW LEVEL SECURITY;
    CREATE POLICY within_organisation ON assessments_answermark
    USING (organisation_id = {HERE}) WITH CHECK (organisation_id = {HERE});
    CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON assessments_answermark
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse();
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON assessments_answermark
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_refuse();
    CREATE TRIGGER not_in_a_trial BEFORE INSERT ON assessments_answermark
    FOR EACH ROW EXECUTE FUNCTION assessments_not_in_a_trial();
    CREATE TRIGGER seen_by_another BEFORE INSERT ON assessments_answermark
    FOR EACH ROW EXECUTE FUNCTION assessments_decided_by_another();
    CREATE TRIGGER while_in_review BEFORE INSERT ON assessments_answermark
    FOR EACH ROW EXECUTE FUNCTION assessments_views_while_in_review();
"""

# The newest form of 0015: names are forgotten in every table that repeats them, not in the first four alone. What else
# may change is decided by assessments_only_forgets, and which columns by the rights of the role.
NAMES_ARE_FORGOTTEN_EVERYWHERE = """
    CREATE OR REPLACE FUNCTION assessments_refuse() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM public.assessments_organisation
                       WHERE id = OLD.organisation_id AND trial_expires_at <= clock_timestamp()) THEN
                RETURN OLD;
            END IF;
        ELSIF TG_OP = 'UPDATE' AND public.assessments_only_forgets(to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END $$;
"""

STATEMENTS = (*(_carried(table) for table in CARRIED), MARKS, NAMES_ARE_FORGOTTEN_EVERYWHERE)


class Migration(migrations.Migration):
    """Comments, steps and people asked go along with an upgrade; answers are accepted or returned one by one; an erased
    account is forgotten in every table that repeats its name."""

    dependencies = [
        ('assessments', '0018_registry'),
    ]

    operations = [
        migrations.AddField(
            model_name='clarification',
            name='carried_from',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.clarification'),
        ),
        migrations.AddField(
            model_name='comment',
            name='carried_from',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.comment'),
        ),
        migrations.AddField(
            model_name='stepassignment',
            name='carried_from',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.stepassignment'),
        ),
        migrations.CreateModel(
            name='AnswerMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_by_name', models.CharField(max_length=100)),
                ('made_at', models.DateTimeField()),
                ('audit_sequence', models.PositiveBigIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('question', models.CharField(max_length=60)),
                ('is_accepted', models.BooleanField()),
                ('answer', models.JSONField(null=True)),
                ('text', models.TextField(blank=True, default='')),
                ('assessment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessment')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['assessment', 'question'], name='answer_mark_by_assessment')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='answer_mark_key_with_organisation'), models.UniqueConstraint(fields=('organisation', 'audit_sequence'), name='answer_mark_place_once'), models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='answer_mark_names_a_question'), models.CheckConstraint(condition=models.Q(('is_accepted', True), models.Q(('text', ''), _negated=True), _connector='OR'), name='answer_to_be_corrected_says_why')],
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS),
    ]
