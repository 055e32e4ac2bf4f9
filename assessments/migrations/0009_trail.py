from django.db import migrations, models

# The writer of heads sees where every chain ends: keys, numbers and digests, nothing that is in a chain.
HEADS_FOR_THE_WRITER = """
    CREATE POLICY heads_for_the_writer ON assessments_audithead FOR SELECT
    USING (current_setting('app.heads', true) = 'on');
"""

# Whatever writes, an event goes on from the head as it stands, and its digest is that of its payload.
EVENT_GOES_ON = """
    CREATE FUNCTION assessments_event_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.digest <> encode(sha256(NEW.payload), 'hex')
           OR NOT EXISTS (SELECT 1 FROM assessments_audithead
                          WHERE organisation_id = NEW.organisation_id
                            AND sequence = NEW.sequence - 1 AND digest = NEW.previous_digest) THEN
            RAISE EXCEPTION 'an event goes on from the head of its chain' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER goes_on BEFORE INSERT ON assessments_auditevent
    FOR EACH ROW EXECUTE FUNCTION assessments_event_goes_on();
"""

# A head only moves on by one, to the event that is there. It goes with an ended trial and never otherwise.
HEAD_MOVES_ON = """
    CREATE FUNCTION assessments_head_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.sequence <> 0 OR NEW.digest <> repeat('0', 64) THEN
                RAISE EXCEPTION 'a chain starts at nothing' USING ERRCODE = 'restrict_violation';
            END IF;
        ELSIF NEW.organisation_id <> OLD.organisation_id OR NEW.sequence <> OLD.sequence + 1
           OR NOT EXISTS (SELECT 1 FROM assessments_auditevent
                          WHERE organisation_id = NEW.organisation_id AND sequence = NEW.sequence
                            AND digest = NEW.digest AND previous_digest = OLD.digest) THEN
            RAISE EXCEPTION 'a head moves on by one event' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER moves_on BEFORE INSERT OR UPDATE ON assessments_audithead
    FOR EACH ROW EXECUTE FUNCTION assessments_head_moves_on();
    CREATE TRIGGER refuse_delete BEFORE DELETE ON assessments_audithead
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse();
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON assessments_audithead
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_refuse();
"""

# Least time of keeping (Measures art. 9 para. 3, PIPL art. 56 para. 2: at least three years), by the server's own
# clock and whoever asks: neither the rule of ended trials nor a later rule about deleting may take away a sealed
# report, its revision, or an event of an organisation that has one.
KEPT_THREE_YEARS = """
    CREATE FUNCTION assessments_is_kept(organisation uuid, revision uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT 1 FROM assessments_report
                       WHERE organisation_id = organisation AND (revision IS NULL OR revision_id = revision)
                         AND sealed_at + interval '3 years' > clock_timestamp())
    $$;
    CREATE FUNCTION assessments_refuse_while_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        revision uuid;
    BEGIN
        IF TG_TABLE_NAME = 'assessments_report' THEN
            revision := OLD.revision_id;
        ELSIF TG_TABLE_NAME = 'assessments_revision' THEN
            revision := OLD.id;
        END IF;
        IF assessments_is_kept(OLD.organisation_id, revision) THEN
            RAISE EXCEPTION '% is kept for three years after sealing', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END $$;
"""


def _kept(table: str) -> str:
    return f"""
        CREATE TRIGGER kept_three_years BEFORE DELETE ON assessments_{table}
        FOR EACH ROW EXECUTE FUNCTION assessments_refuse_while_kept();
    """


STATEMENTS = (
    HEADS_FOR_THE_WRITER,
    EVENT_GOES_ON,
    HEAD_MOVES_ON,
    KEPT_THREE_YEARS,
    *(_kept(table) for table in ("report", "revision", "auditevent", "audithead")),
)


class Migration(migrations.Migration):
    """The audit trail: heads that are told outside, chains that only go on, and the least time of keeping."""

    dependencies = [
        ('assessments', '0008_drafts'),
    ]

    operations = [
        *(
            migrations.AddIndex(
                model_name='auditevent',
                index=models.Index(fields=['organisation', field, '-sequence'], name=f'audit_by_{field}'),
            )
            for field in ('action', 'actor', 'subject', 'at')
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS),
    ]
