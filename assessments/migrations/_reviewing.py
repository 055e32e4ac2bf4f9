"""What 0016 says to the database of four eyes and of a reviewer's own views.

Every table is named with its schema: a role that may make temporary tables could put one of the same name before it.
"""

from __future__ import annotations

HERE = "nullif(current_setting('app.organisation', true), '')::uuid"

# The exception holds only while it is true: one single person is there who could answer or decide.
ALONE = """
    CREATE FUNCTION assessments_works_alone(organisation uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT EXISTS (SELECT 1 FROM public.assessments_organisation
                       WHERE id = organisation AND sole_person_exception)
           AND NOT EXISTS (SELECT 1 FROM public.assessments_membership
                           WHERE organisation_id = organisation AND role IN ('assessor', 'dpo')
                             AND deactivated_at IS NULL AND person_id <> person)
    $$;
"""

MAY_DECIDE = """
    CREATE FUNCTION assessments_may_decide(organisation uuid, assessment uuid, revision integer, person uuid)
    RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT EXISTS (SELECT 1 FROM public.assessments_membership
                       WHERE organisation_id = organisation AND person_id = person AND role = 'dpo'
                         AND deactivated_at IS NULL)
           AND (public.assessments_works_alone(organisation, person)
                OR NOT (EXISTS (SELECT 1 FROM public.assessments_entry
                                WHERE assessment_id = assessment AND made_by_id = person)
                        OR EXISTS (SELECT 1 FROM public.assessments_attestation
                                   WHERE assessment_id = assessment AND number = revision
                                     AND statement = 'hand_in' AND person_id = person)))
    $$;
"""

FOUR_EYES = """
    CREATE OR REPLACE FUNCTION assessments_four_eyes() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF NEW.statement = 'approve' THEN
            IF NOT public.assessments_may_decide(
                NEW.organisation_id, NEW.assessment_id, NEW.number, NEW.person_id) THEN
                RAISE EXCEPTION 'who answered or attested may not approve, nor who is no DPO'
                USING ERRCODE = 'check_violation';
            END IF;
            IF NOT EXISTS (SELECT 1 FROM public.assessments_assessment
                           WHERE id = NEW.assessment_id AND number = NEW.number AND status = 'in_review') THEN
                RAISE EXCEPTION 'only what is in review is approved' USING ERRCODE = 'check_violation';
            END IF;
        END IF;
        RETURN NEW;
    END $$;
"""

# The move in the history of the review, and the reviewer's view of a verdict.
DECIDED_BY_ANOTHER = """
    CREATE FUNCTION assessments_decided_by_another() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF NOT public.assessments_may_decide(
            NEW.organisation_id, NEW.assessment_id, NEW.number, NEW.made_by_id) THEN
            RAISE EXCEPTION 'who answered or attested may not review, nor who is no DPO'
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER decided_by_another BEFORE INSERT ON assessments_reviewevent
    FOR EACH ROW WHEN (NEW.move IN ('approve', 'return')) EXECUTE FUNCTION assessments_decided_by_another();
    CREATE TRIGGER seen_by_another BEFORE INSERT ON assessments_reviewerview
    FOR EACH ROW EXECUTE FUNCTION assessments_decided_by_another();
"""

# Whatever happened in between: nothing is frozen, and no sealing is asked for, without an approval that stands now.
NOTHING_WITHOUT_APPROVAL = """
    CREATE FUNCTION assessments_approved_by_another(organisation uuid, assessment uuid, revision integer)
    RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT EXISTS (SELECT 1 FROM public.assessments_attestation a
                       WHERE a.assessment_id = assessment AND a.number = revision AND a.statement = 'approve'
                         AND public.assessments_may_decide(organisation, assessment, revision, a.person_id))
    $$;
    CREATE FUNCTION assessments_freeze_what_is_approved() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF NOT public.assessments_approved_by_another(NEW.organisation_id, NEW.assessment_id, NEW.number) THEN
            RAISE EXCEPTION 'a revision needs the approval of somebody who did not answer'
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER freeze_what_is_approved BEFORE INSERT ON assessments_revision
    FOR EACH ROW EXECUTE FUNCTION assessments_freeze_what_is_approved();
    CREATE FUNCTION assessments_status_needs_approval() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF NOT public.assessments_approved_by_another(NEW.organisation_id, NEW.id, NEW.number) THEN
            RAISE EXCEPTION 'the status needs the approval of somebody who did not answer'
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER status_needs_approval BEFORE UPDATE ON assessments_assessment
    FOR EACH ROW WHEN (NEW.status IN ('approved', 'sealing') AND OLD.status NOT IN ('approved', 'sealing'))
    EXECUTE FUNCTION assessments_status_needs_approval();
"""

VIEWS = f"""
    ALTER TABLE assessments_reviewerview ADD CONSTRAINT reviewerview_assessment_in_one_organisation
    FOREIGN KEY (organisation_id, assessment_id) REFERENCES assessments_assessment (organisation_id, id);
    ALTER TABLE assessments_reviewerview ENABLE ROW LEVEL SECURITY;
    ALTER TABLE assessments_reviewerview FORCE ROW LEVEL SECURITY;
    CREATE POLICY within_organisation ON assessments_reviewerview
    USING (organisation_id = {HERE}) WITH CHECK (organisation_id = {HERE});
    CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON assessments_reviewerview
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse();
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON assessments_reviewerview
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_refuse();
    CREATE TRIGGER not_in_a_trial BEFORE INSERT ON assessments_reviewerview
    FOR EACH ROW EXECUTE FUNCTION assessments_not_in_a_trial();
    CREATE FUNCTION assessments_views_while_in_review() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM public.assessments_assessment
                       WHERE id = NEW.assessment_id AND number = NEW.number AND status = 'in_review') THEN
            RAISE EXCEPTION 'a reviewer judges what is in review' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER while_in_review BEFORE INSERT ON assessments_reviewerview
    FOR EACH ROW EXECUTE FUNCTION assessments_views_while_in_review();
"""

STATEMENTS = (ALONE, MAY_DECIDE, FOUR_EYES, VIEWS, DECIDED_BY_ANOTHER, NOTHING_WITHOUT_APPROVAL)
