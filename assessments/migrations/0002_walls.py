"""What Django has no words for: composite keys across the wall of the organisation, row-level security, append-only
tables, a frozen revision, and the rule that nobody approves what they answered."""

from __future__ import annotations

from django.db import migrations

COMPOSITE_KEYS = (
    ("assessment", "deployment"),
    ("entry", "assessment"),
    ("reviewevent", "assessment"),
    ("attestation", "assessment"),
    ("revision", "assessment"),
    ("report", "revision"),
)
"""Child and parent: the child's organisation must be the parent's."""

TENANT_TABLES = (
    "membership",
    "deployment",
    "assessment",
    "entry",
    "reviewevent",
    "attestation",
    "revision",
    "report",
    "audithead",
    "auditevent",
)
APPEND_ONLY = ("entry", "reviewevent", "attestation", "report", "auditevent")

HERE = "nullif(current_setting('app.organisation', true), '')::uuid"
PERSON = "nullif(current_setting('app.person', true), '')::uuid"
DIGEST = "nullif(current_setting('app.report_digest', true), '')"


def _composite(child: str, parent: str) -> str:
    return f"""
        ALTER TABLE assessments_{child} ADD CONSTRAINT {child}_{parent}_in_one_organisation
        FOREIGN KEY (organisation_id, {parent}_id) REFERENCES assessments_{parent} (organisation_id, id);
    """


def _walled(table: str) -> str:
    return f"""
        ALTER TABLE assessments_{table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE assessments_{table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY within_organisation ON assessments_{table}
        USING (organisation_id = {HERE}) WITH CHECK (organisation_id = {HERE});
    """


# A person finds the own organisations before one is chosen; a report can be found by whoever holds its bytes.
EXTRA_POLICIES = f"""
    ALTER TABLE assessments_organisation ENABLE ROW LEVEL SECURITY;
    ALTER TABLE assessments_organisation FORCE ROW LEVEL SECURITY;
    CREATE POLICY within_organisation ON assessments_organisation USING (id = {HERE}) WITH CHECK (id = {HERE});
    CREATE POLICY own_memberships ON assessments_membership FOR SELECT USING (person_id = {PERSON});
    CREATE POLICY own_organisations ON assessments_organisation FOR SELECT USING (
        EXISTS (SELECT 1 FROM assessments_membership m
                WHERE m.organisation_id = assessments_organisation.id AND m.person_id = {PERSON})
    );
    CREATE POLICY holder_of_the_file ON assessments_report FOR SELECT USING (pdf_digest = {DIGEST});
"""

REFUSE = """
    CREATE FUNCTION assessments_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END $$;
"""


def _append_only(table: str) -> str:
    return f"""
        CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON assessments_{table}
        FOR EACH ROW EXECUTE FUNCTION assessments_refuse();
        CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON assessments_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION assessments_refuse();
    """


FROZEN_REVISION = """
    CREATE FUNCTION assessments_revision_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (OLD.id, OLD.organisation_id, OLD.assessment_id, OLD.number, OLD.language, OLD.content,
            OLD.content_digest, OLD.frozen_at)
           IS DISTINCT FROM
           (NEW.id, NEW.organisation_id, NEW.assessment_id, NEW.number, NEW.language, NEW.content,
            NEW.content_digest, NEW.frozen_at) THEN
            RAISE EXCEPTION 'the content of a revision never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.fence < OLD.fence THEN
            RAISE EXCEPTION 'a fence never falls' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.status IN ('sealed', 'superseded') AND NEW.status NOT IN ('sealed', 'superseded', 'withdrawn') THEN
            RAISE EXCEPTION 'a sealed revision stays sealed' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER content_is_frozen BEFORE UPDATE ON assessments_revision
    FOR EACH ROW EXECUTE FUNCTION assessments_revision_is_frozen();
    CREATE TRIGGER refuse_delete BEFORE DELETE ON assessments_revision
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse();
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON assessments_revision
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_refuse();
    ALTER TABLE assessments_revision ADD CONSTRAINT revision_digest_fits_content
    CHECK (content_digest = encode(sha256(content), 'hex'));
    ALTER TABLE assessments_report ADD CONSTRAINT report_digest_fits_pdf
    CHECK (pdf_digest = encode(sha256(pdf), 'hex') AND size_bytes = octet_length(pdf));
"""

FOUR_EYES = """
    CREATE FUNCTION assessments_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.statement = 'approve'
           AND NOT (SELECT sole_person_exception FROM assessments_organisation WHERE id = NEW.organisation_id)
           AND (EXISTS (SELECT 1 FROM assessments_entry
                        WHERE assessment_id = NEW.assessment_id AND made_by_id = NEW.person_id)
                OR EXISTS (SELECT 1 FROM assessments_attestation
                           WHERE assessment_id = NEW.assessment_id AND number = NEW.number
                             AND statement = 'hand_in' AND person_id = NEW.person_id)) THEN
            RAISE EXCEPTION 'who answered or attested may not approve' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER four_eyes BEFORE INSERT ON assessments_attestation
    FOR EACH ROW EXECUTE FUNCTION assessments_four_eyes();
"""

ENTRIES_WHILE_EDITABLE = """
    CREATE FUNCTION assessments_entry_while_editable() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT status FROM assessments_assessment WHERE id = NEW.assessment_id) NOT IN ('draft', 'returned') THEN
            RAISE EXCEPTION 'answers change only in a draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER while_editable BEFORE INSERT ON assessments_entry
    FOR EACH ROW EXECUTE FUNCTION assessments_entry_while_editable();
"""

STATEMENTS = (
    *(_composite(child, parent) for child, parent in COMPOSITE_KEYS),
    *(_walled(table) for table in TENANT_TABLES),
    EXTRA_POLICIES,
    REFUSE,
    *(_append_only(table) for table in APPEND_ONLY),
    FROZEN_REVISION,
    FOUR_EYES,
    ENTRIES_WHILE_EDITABLE,
)


class Migration(migrations.Migration):
    """Walls between organisations, and promises that the database keeps by itself."""

    dependencies = [("assessments", "0001_tables")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS]
