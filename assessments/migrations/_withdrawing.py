"""What 0018 says to the database of codes, of what replaces a report, and of withdrawing by two persons.

Every table is named with its schema: a role that may make temporary tables could put one of the same name before it.
"""

from __future__ import annotations

HERE = "nullif(current_setting('app.organisation', true), '')::uuid"
CODE = "nullif(current_setting('app.report_code', true), '')"
TABLES = ("withdrawalrequest", "withdrawaldecision")

KEYS = """
    ALTER TABLE assessments_withdrawalrequest ADD CONSTRAINT withdrawalrequest_revision_in_one_organisation
    FOREIGN KEY (organisation_id, revision_id) REFERENCES assessments_revision (organisation_id, id);
    ALTER TABLE assessments_withdrawaldecision ADD CONSTRAINT withdrawaldecision_request_in_one_organisation
    FOREIGN KEY (organisation_id, request_id) REFERENCES assessments_withdrawalrequest (organisation_id, id);
    ALTER TABLE assessments_revision ADD CONSTRAINT revision_superseded_in_one_organisation
    FOREIGN KEY (organisation_id, superseded_by_id) REFERENCES assessments_revision (organisation_id, id);
"""

# Like the digest of the file: whoever has the code finds the one report, and nothing else.
HOLDER_OF_THE_CODE = f"""
    CREATE POLICY holder_of_the_code ON assessments_report FOR SELECT
    USING (code_digest <> '' AND code_digest = {CODE});
"""


def _walled(table: str) -> str:
    return f"""
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


ASKING = """
    CREATE FUNCTION assessments_ask_to_withdraw() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM public.assessments_membership
                       WHERE organisation_id = NEW.organisation_id AND person_id = NEW.asked_by_id
                         AND role IN ('assessor', 'dpo') AND deactivated_at IS NULL) THEN
            RAISE EXCEPTION 'assessors and DPOs ask to withdraw a report' USING ERRCODE = 'check_violation';
        END IF;
        PERFORM 1 FROM public.assessments_revision
        WHERE id = NEW.revision_id AND status IN ('sealed', 'superseded') FOR UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'only a sealed report is withdrawn, and once' USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM public.assessments_withdrawalrequest q
                   WHERE q.revision_id = NEW.revision_id
                     AND NOT EXISTS (SELECT 1 FROM public.assessments_withdrawaldecision d
                                     WHERE d.request_id = q.id)) THEN
            RAISE EXCEPTION 'somebody asked already' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER ask_to_withdraw BEFORE INSERT ON assessments_withdrawalrequest
    FOR EACH ROW EXECUTE FUNCTION assessments_ask_to_withdraw();
"""

DECIDING = """
    CREATE FUNCTION assessments_withdrawn_by_another() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        asker uuid := (SELECT asked_by_id FROM public.assessments_withdrawalrequest WHERE id = NEW.request_id);
    BEGIN
        IF NEW.outcome = 'taken_back' THEN
            IF NEW.decided_by_id IS DISTINCT FROM asker THEN
                RAISE EXCEPTION 'whoever asked takes it back' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END IF;
        IF NOT EXISTS (SELECT 1 FROM public.assessments_membership
                       WHERE organisation_id = NEW.organisation_id AND person_id = NEW.decided_by_id
                         AND role = 'dpo' AND deactivated_at IS NULL)
           OR (NEW.decided_by_id = asker
               AND NOT public.assessments_works_alone(NEW.organisation_id, NEW.decided_by_id)) THEN
            RAISE EXCEPTION 'another person decides, and a DPO' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER withdrawn_by_another BEFORE INSERT ON assessments_withdrawaldecision
    FOR EACH ROW EXECUTE FUNCTION assessments_withdrawn_by_another();
"""

FROZEN_REVISION = """
    CREATE OR REPLACE FUNCTION assessments_revision_is_frozen() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF (OLD.id, OLD.organisation_id, OLD.assessment_id, OLD.number, OLD.language, OLD.content,
            OLD.content_digest, OLD.frozen_at, OLD.code)
           IS DISTINCT FROM
           (NEW.id, NEW.organisation_id, NEW.assessment_id, NEW.number, NEW.language, NEW.content,
            NEW.content_digest, NEW.frozen_at, NEW.code) THEN
            RAISE EXCEPTION 'the content of a revision never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.fence < OLD.fence THEN
            RAISE EXCEPTION 'a fence never falls' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.superseded_by_id IS NOT NULL AND OLD.superseded_by_id IS DISTINCT FROM NEW.superseded_by_id THEN
            RAISE EXCEPTION 'what took the place of a report stays' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.status IS DISTINCT FROM OLD.status THEN
            IF OLD.status = 'sealed' AND NEW.status NOT IN ('superseded', 'withdrawn')
               OR OLD.status = 'superseded' AND NEW.status <> 'withdrawn' OR OLD.status = 'withdrawn' THEN
                RAISE EXCEPTION 'a sealed revision stays sealed' USING ERRCODE = 'restrict_violation';
            END IF;
            IF NEW.status = 'withdrawn' AND NOT EXISTS (
                SELECT 1 FROM public.assessments_withdrawalrequest q
                JOIN public.assessments_withdrawaldecision d ON d.request_id = q.id
                WHERE q.revision_id = NEW.id AND d.outcome = 'confirmed') THEN
                RAISE EXCEPTION 'two persons withdraw a report' USING ERRCODE = 'check_violation';
            END IF;
        END IF;
        RETURN NEW;
    END $$;
"""

# The owner of the tables is under the walls too; for this migration alone it sees all organisations. What replaced a
# report was told in the trail only.
REPLACED = """
    ALTER TABLE assessments_revision NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE assessments_auditevent NO FORCE ROW LEVEL SECURITY;
    UPDATE assessments_revision r SET superseded_by_id = (
        convert_from(e.payload, 'UTF8')::jsonb -> 'details' ->> 'by')::uuid
    FROM assessments_auditevent e
    WHERE e.organisation_id = r.organisation_id AND e.subject = r.id AND e.action = 'supersede_revision'
      AND r.status IN ('superseded', 'withdrawn');
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    ALTER TABLE assessments_revision FORCE ROW LEVEL SECURITY;
    ALTER TABLE assessments_auditevent FORCE ROW LEVEL SECURITY;
"""

STATEMENTS = (
    KEYS,
    HOLDER_OF_THE_CODE,
    *(_walled(table) for table in TABLES),
    ASKING,
    DECIDING,
    REPLACED,
    FROZEN_REVISION,
)
