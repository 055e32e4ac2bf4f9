from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from assessments.catalogues import edition
from assessments.domain.answers import answer_from_json
from assessments.domain.catalogue import QuestionKey, UncertainPointKey
from assessments.domain.engine import assess
from assessments.domain.in_brief import in_brief
from assessments.migrations._reviewing import STATEMENTS

HERE = "nullif(current_setting('app.organisation', true), '')::uuid"
HANDED_IN = ("in_review", "approved", "sealing", "sealed", "withdrawn")
READ_FOR_ALL = ("assessment", "entry", "reviewevent", "counselrecord", "deployment", "deploymentword")

WALLS = f"""
    ALTER TABLE assessments_deploymentword ADD CONSTRAINT deploymentword_deployment_in_one_organisation
    FOREIGN KEY (organisation_id, deployment_id) REFERENCES assessments_deployment (organisation_id, id)
    ON DELETE CASCADE;
    ALTER TABLE assessments_deploymentword ENABLE ROW LEVEL SECURITY;
    ALTER TABLE assessments_deploymentword FORCE ROW LEVEL SECURITY;
    CREATE POLICY within_organisation ON assessments_deploymentword
    USING (organisation_id = {HERE}) WITH CHECK (organisation_id = {HERE});
"""

# A word begins after what is no letter or digit; from U+2E80 on (Chinese, Japanese, Korean) every character begins one.
WORDS = """
    CREATE FUNCTION assessments_keep_words() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        said text := lower(concat_ws(' ', NEW.name, nullif(NEW.place, ''), nullif(NEW.unit, '')));
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            DELETE FROM assessments_deploymentword WHERE deployment_id = NEW.id;
        END IF;
        INSERT INTO assessments_deploymentword (organisation_id, deployment_id, word)
        SELECT DISTINCT NEW.organisation_id, NEW.id, substr(said, place, 24)
        FROM (SELECT place, ascii(substr(said, place, 1)) AS here, ascii(substr(said, place - 1, 1)) AS before
              FROM generate_series(1, length(said)) AS place) AS each
        WHERE (here >= 128 OR chr(here) ~ '[0-9a-z]')
          AND (place = 1 OR here >= 11904 OR before >= 11904 OR NOT (before >= 128 OR chr(before) ~ '[0-9a-z]'));
        RETURN NULL;
    END $$;
    CREATE TRIGGER keep_words AFTER INSERT OR UPDATE OF name, place, unit ON assessments_deployment
    FOR EACH ROW EXECUTE FUNCTION assessments_keep_words();
"""

# Whatever changes the status, the time of it is kept and a result that may change again is not. While the status
# stands, so does the result.
PLACE = """
    CREATE FUNCTION assessments_place_on_the_desk() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            NEW.since := coalesce(NEW.since, NEW.created_at);
        ELSIF NEW.status IS DISTINCT FROM OLD.status THEN
            NEW.since := NEW.updated_at;
        ELSIF (NEW.overall, NEW.red_lines, NEW.red_lines_aside, NEW.gaps, NEW.next_deadline)
              IS DISTINCT FROM (OLD.overall, OLD.red_lines, OLD.red_lines_aside, OLD.gaps, OLD.next_deadline) THEN
            RAISE EXCEPTION 'the result is kept at hand-in and stands' USING ERRCODE = 'restrict_violation';
        ELSE
            NEW.since := OLD.since;
        END IF;
        IF NEW.status IN ('draft', 'returned', 'superseded') THEN
            NEW.overall := '';
            NEW.red_lines := 0;
            NEW.red_lines_aside := 0;
            NEW.gaps := 0;
            NEW.next_deadline := NULL;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER place_on_the_desk BEFORE INSERT ON assessments_assessment
    FOR EACH ROW EXECUTE FUNCTION assessments_place_on_the_desk();
    CREATE TRIGGER place_on_the_desk_again BEFORE UPDATE ON assessments_assessment
    FOR EACH ROW WHEN (
        (OLD.status, OLD.since, OLD.overall, OLD.red_lines, OLD.red_lines_aside, OLD.gaps, OLD.next_deadline)
        IS DISTINCT FROM
        (NEW.status, NEW.since, NEW.overall, NEW.red_lines, NEW.red_lines_aside, NEW.gaps, NEW.next_deadline)
    ) EXECUTE FUNCTION assessments_place_on_the_desk();
"""

# The owner of the tables is under the walls too; for this migration alone it sees all organisations.
# References to what this transaction wrote are checked before tables change again.
CHECK = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
OPEN = "".join(f"ALTER TABLE assessments_{each} NO FORCE ROW LEVEL SECURITY;" for each in READ_FOR_ALL)
CLOSE = "".join(f"ALTER TABLE assessments_{each} FORCE ROW LEVEL SECURITY;" for each in READ_FOR_ALL)
SINCE = """
    ALTER TABLE assessments_assessment DISABLE TRIGGER superseded_stays;
    UPDATE assessments_assessment a SET since = coalesce(
        (SELECT max(e.made_at) FROM assessments_reviewevent e WHERE e.assessment_id = a.id), a.created_at);
    ALTER TABLE assessments_assessment ENABLE TRIGGER superseded_stays;
    UPDATE assessments_deployment SET unit = unit;
"""


def keep_results(apps: Any, schema_editor: Any) -> None:
    """What the rules say of each assessment that is handed in, as handing in keeps it from now on."""
    tables = {each: apps.get_model("assessments", each).objects for each in ("Assessment", "Entry", "CounselRecord")}
    for row in tables["Assessment"].filter(status__in=HANDED_IN, overall="").iterator():
        catalogue, answers = edition(row.edition_key), {}
        for entry in tables["Entry"].filter(assessment_id=row.id).order_by("number"):
            answers |= entry.answers
        given = {
            key: answer_from_json(catalogue.questions[QuestionKey(key)], value)
            for key, value in answers.items()
            if value is not None
        }
        assessed = assess(catalogue, given, row.as_of, _points(apps, row))
        tables["Assessment"].filter(id=row.id).update(**asdict(in_brief(assessed)))


def _points(apps: Any, row: Any) -> frozenset[UncertainPointKey]:
    """Points on which counsel held another view when the assessment was handed in."""
    events = apps.get_model("assessments", "ReviewEvent").objects.filter(assessment_id=row.id, move="hand_in")
    handed_in = events.order_by("-audit_sequence").values_list("audit_sequence", flat=True).first() or 0
    records = apps.get_model("assessments", "CounselRecord").objects
    stood = records.filter(deployment_id=row.deployment_id, audit_sequence__lt=handed_in).order_by("audit_sequence")
    newest = {UncertainPointKey(each.point): each.withdrawn for each in stood}
    return frozenset(point for point, withdrawn in newest.items() if not withdrawn)


class Migration(migrations.Migration):
    """The DPO's desk: what it is ordered, filtered and searched by, kept where the database can look it up; views of
    reviewers; and four eyes, whatever is written past the product."""

    dependencies = [
        ('assessments', '0015_remediation'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeploymentWord',
            fields=[
                ('pk', models.CompositePrimaryKey('organisation_id', 'word', 'deployment_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation')),
                ('deployment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.deployment')),
                ('word', models.CharField(db_collation='C', max_length=24)),
            ],
        ),
        migrations.AddField(
            model_name='assessment',
            name='gaps',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='assessment',
            name='next_deadline',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='assessment',
            name='overall',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='assessment',
            name='red_lines',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='assessment',
            name='red_lines_aside',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='assessment',
            name='since',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='deployment',
            name='unit',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.AddIndex(
            model_name='deploymentword',
            index=models.Index(fields=['organisation', 'deployment'], name='word_by_deployment'),
        ),
        migrations.CreateModel(
            name='ReviewerView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('obligation', models.CharField(max_length=60)),
                ('verdict', models.CharField(max_length=20)),
                ('agrees', models.BooleanField()),
                ('reason', models.TextField(blank=True, default='')),
                ('made_by_name', models.CharField(max_length=100)),
                ('made_at', models.DateTimeField()),
                ('audit_sequence', models.PositiveBigIntegerField()),
                ('assessment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessment')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='reviewer_view_key_with_organisation'), models.UniqueConstraint(fields=('organisation', 'audit_sequence'), name='reviewer_view_place_once'), models.CheckConstraint(condition=models.Q(('obligation', ''), _negated=True), name='reviewer_view_names_an_obligation'), models.CheckConstraint(condition=models.Q(('verdict__in', ['met', 'partly_met', 'not_met', 'not_applicable', 'undetermined', 'needs_judgement'])), name='reviewer_view_verdict_is_known'), models.CheckConstraint(condition=models.Q(('agrees', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='reviewer_who_disagrees_says_why')],
            },
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
        migrations.RunSQL(SINCE, migrations.RunSQL.noop),
        migrations.RunPython(keep_results, migrations.RunPython.noop),
        migrations.RunSQL(CHECK, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop),
        migrations.RunSQL(PLACE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['organisation', 'since', 'id'], name='desk_by_since'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['organisation', 'status', 'since', 'id'], name='desk_by_status'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['organisation', 'overall', 'since', 'id'], name='desk_by_overall'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('red_lines_aside__gt', 0)), fields=['organisation', 'since', 'id'], name='desk_by_aside'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('next_deadline__isnull', False)), fields=['organisation', 'next_deadline', 'id'], name='desk_by_deadline'),
        ),
        migrations.AddIndex(
            model_name='deployment',
            index=models.Index(condition=models.Q(('unit', ''), _negated=True), fields=['organisation', 'unit'], name='deployment_by_unit'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('overall__in', ['', 'red_line', 'gaps', 'incomplete', 'no_gap_found'])), name='assessment_overall_is_known'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('overall', ''), _negated=True), models.Q(('gaps', 0), ('next_deadline__isnull', True), ('red_lines', 0), ('red_lines_aside', 0)), _connector='OR'), name='assessment_outcome_stands_once_handed_in'),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS),
    ]
