from __future__ import annotations

from django.db import migrations

COUNTS_EVERYWHERE = ""
COUNTS_WHERE_IT_WENT_ON = """
                     AND NOT EXISTS (SELECT 1 FROM assessments_assessment a
                                     WHERE a.id = e.assessment_id AND a.status = 'superseded')"""


def _held(which_count: str) -> str:
    """The newest form of the function in 0011 and 0015."""
    return f"""
    CREATE OR REPLACE FUNCTION assessments_evidence_is_held() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM assessments_evidence e
                   WHERE e.organisation_id = NEW.organisation_id AND e.storage_name = NEW.storage_name
                     AND NOT EXISTS (SELECT 1 FROM assessments_evidencewithdrawal w WHERE w.evidence_id = e.id)
                     {which_count}) THEN
            RAISE EXCEPTION 'evidence that counts keeps its file' USING ERRCODE = 'restrict_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM assessments_evidence e
                   JOIN assessments_revision r
                     ON r.organisation_id = e.organisation_id AND r.assessment_id = e.assessment_id
                   LEFT JOIN assessments_report p ON p.revision_id = r.id
                   WHERE e.organisation_id = NEW.organisation_id AND e.storage_name = NEW.storage_name
                     AND (p.id IS NULL
                          OR p.sealed_at + make_interval(years => p.kept_years) > clock_timestamp())
                     AND convert_from(r.content, 'UTF8')::jsonb
                         @> jsonb_build_object('evidence', jsonb_build_array(jsonb_build_object('id', e.id::text))))
        THEN
            RAISE EXCEPTION 'evidence of a report is kept for three years after sealing, or longer'
            USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    """


class Migration(migrations.Migration):
    """Documents that an upgrade carried along count in the assessment that went on, and no longer in the one it left."""

    dependencies = [
        ('assessments', '0022_request_counts'),
    ]

    operations = [
        migrations.RunSQL(_held(COUNTS_WHERE_IT_WENT_ON), _held(COUNTS_EVERYWHERE)),
    ]
