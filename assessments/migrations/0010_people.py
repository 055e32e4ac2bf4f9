import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

HERE = "nullif(current_setting('app.organisation', true), '')::uuid"
PERSON = "nullif(current_setting('app.person', true), '')::uuid"
TOKEN = "nullif(current_setting('app.invitation', true), '')"
ADDRESS = "nullif(current_setting('app.invited_address', true), '')"

# Whoever holds the link finds the invitation, and so does whoever is known to hold the address; nobody else outside.
# A trial invites nobody, so that erasing it need not know of invitations.
WALLS = f"""
    ALTER TABLE assessments_invitation ENABLE ROW LEVEL SECURITY;
    ALTER TABLE assessments_invitation FORCE ROW LEVEL SECURITY;
    CREATE POLICY within_organisation ON assessments_invitation
    USING (organisation_id = {HERE}) WITH CHECK (organisation_id = {HERE});
    CREATE POLICY holder_of_the_link ON assessments_invitation FOR SELECT USING (token_digest = {TOKEN});
    CREATE POLICY holder_of_the_address ON assessments_invitation FOR SELECT USING (email = {ADDRESS});
    CREATE TRIGGER not_in_a_trial BEFORE INSERT ON assessments_invitation
    FOR EACH ROW EXECUTE FUNCTION assessments_not_in_a_trial();
    DROP POLICY own_organisations ON assessments_organisation;
    CREATE POLICY own_organisations ON assessments_organisation FOR SELECT USING (
        EXISTS (SELECT 1 FROM assessments_membership m
                WHERE m.organisation_id = assessments_organisation.id AND m.person_id = {PERSON}
                  AND m.deactivated_at IS NULL)
    );
"""

# Of what was once closed nothing can be opened again, and an invitation stays with its address and organisation.
INVITATION_CLOSES_ONCE = """
    CREATE FUNCTION assessments_invitation_closes_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'a closed invitation never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        IF (OLD.id, OLD.organisation_id, OLD.email, OLD.roles, OLD.invited_by_id)
           IS DISTINCT FROM (NEW.id, NEW.organisation_id, NEW.email, NEW.roles, NEW.invited_by_id) THEN
            RAISE EXCEPTION 'an invitation is for one address and its roles' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER closes_once BEFORE UPDATE ON assessments_invitation
    FOR EACH ROW EXECUTE FUNCTION assessments_invitation_closes_once();
"""


class Migration(migrations.Migration):
    """Members who may act no longer, invitations, people who look after the installation, ends of sessions."""

    dependencies = [("assessments", "0009_trail")]

    operations = [
        migrations.AddField(
            model_name="membership", name="deactivated_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(model_name="person", name="is_staff", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="person", name="session_generation", field=models.PositiveIntegerField(default=0)
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254)),
                ("roles", models.JSONField()),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="invitation_key_with_organisation"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("organisation", "email"),
                        name="invitation_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="invitation_email_is_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("token_digest__regex", "^[0-9a-f]{64}$")),
                        name="invitation_digest_is_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_by__isnull", True), ("closed_at__isnull", False), _connector="OR"
                        ),
                        name="invitation_accepted_is_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("sent_at"))), name="invitation_expires_later"
                    ),
                ]
            },
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
        migrations.RunSQL(INVITATION_CLOSES_ONCE, migrations.RunSQL.noop),
    ]
