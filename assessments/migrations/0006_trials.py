from django.db import migrations, models

HERE = "nullif(current_setting('app.organisation', true), '')::uuid"

# An installation counts its trials, and the sweep finds those that have ended: keys and times, nothing inside them.
SEEN_BY_THE_SWEEP = """
    CREATE POLICY trials_for_the_sweep ON assessments_organisation FOR SELECT
    USING (trial_expires_at IS NOT NULL AND current_setting('app.trials', true) = 'on');
"""

# Without this, calling an organisation a trial that has ended would be a way to erase it.
A_TRIAL_FROM_THE_START = """
    CREATE FUNCTION assessments_trial_from_the_start() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.trial_expires_at IS DISTINCT FROM NEW.trial_expires_at
           AND (OLD.trial_expires_at IS NULL OR NEW.trial_expires_at IS NULL
                OR NEW.trial_expires_at > OLD.trial_expires_at) THEN
            RAISE EXCEPTION 'a trial is one from the start and only ends earlier' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER trial_from_the_start BEFORE UPDATE ON assessments_organisation
    FOR EACH ROW EXECUTE FUNCTION assessments_trial_from_the_start();
"""

NOTHING_BINDING_IN_A_TRIAL = """
    CREATE FUNCTION assessments_not_in_a_trial() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM assessments_organisation
                   WHERE id = NEW.organisation_id AND trial_expires_at IS NOT NULL) THEN
            RAISE EXCEPTION '% has no place in a trial', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
"""


def _not_in_a_trial(table: str) -> str:
    return f"""
        CREATE TRIGGER not_in_a_trial BEFORE INSERT ON assessments_{table}
        FOR EACH ROW EXECUTE FUNCTION assessments_not_in_a_trial();
    """


# The one exception to "append-only": a row of an organisation whose trial has ended may be deleted.
REFUSE_BUT_FOR_ENDED_TRIALS = """
    CREATE OR REPLACE FUNCTION assessments_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM assessments_organisation
                       WHERE id = OLD.organisation_id AND trial_expires_at <= clock_timestamp()) THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END $$;
"""

# Runs with the rights of the owner, because the runtime role may delete none of this. It takes no argument: it speaks
# of the organisation that the transaction is in, so that row-level security says the same as the conditions here.
ERASE = f"""
    CREATE FUNCTION assessments_erase_ended_trial() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    DECLARE
        here uuid := {HERE};
        people uuid[];
    BEGIN
        PERFORM 1 FROM assessments_organisation
        WHERE id = here AND trial_expires_at <= clock_timestamp() FOR UPDATE;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        SELECT array_agg(DISTINCT person_id) INTO people FROM assessments_membership WHERE organisation_id = here;
        DELETE FROM assessments_carriedanswer WHERE organisation_id = here;
        DELETE FROM assessments_counselrecord WHERE organisation_id = here;
        DELETE FROM assessments_reviewevent WHERE organisation_id = here;
        DELETE FROM assessments_entry WHERE organisation_id = here;
        DELETE FROM assessments_assessment WHERE organisation_id = here;
        DELETE FROM assessments_deployment WHERE organisation_id = here;
        DELETE FROM assessments_auditevent WHERE organisation_id = here;
        DELETE FROM assessments_audithead WHERE organisation_id = here;
        DELETE FROM assessments_membership WHERE organisation_id = here;
        DELETE FROM assessments_organisation WHERE id = here;
        DELETE FROM assessments_person WHERE id = ANY (people) AND email LIKE '%@trial.invalid';
        RETURN true;
    END $$;
"""

STATEMENTS = (
    SEEN_BY_THE_SWEEP,
    A_TRIAL_FROM_THE_START,
    NOTHING_BINDING_IN_A_TRIAL,
    *(_not_in_a_trial(table) for table in ("attestation", "revision", "report")),
    REFUSE_BUT_FOR_ENDED_TRIALS,
    ERASE,
)


class Migration(migrations.Migration):
    """Trials without an account: organisations for a day, and the one way in which they go."""

    dependencies = [
        ('assessments', '0005_upgrades'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='trial_expires_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='trial_source',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('trial_source', ''), ('trial_expires_at__isnull', False), _connector='OR'), name='only_a_trial_has_a_source'),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS),
    ]
