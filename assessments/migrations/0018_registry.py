from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from assessments.migrations._withdrawing import STATEMENTS


class Migration(migrations.Migration):
    """Verification codes, what replaces a report, and withdrawing one by two persons."""

    dependencies = [
        ('assessments', '0017_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='WithdrawalDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('outcome', models.CharField(max_length=20)),
                ('reason', models.TextField(blank=True, default='')),
                ('decided_at', models.DateTimeField()),
                ('audit_sequence', models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='WithdrawalRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.TextField()),
                ('reason_is_public', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField()),
                ('audit_sequence', models.PositiveBigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='report',
            name='code_digest',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='report',
            name='signer_name',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='revision',
            name='code',
            field=models.CharField(blank=True, default='', max_length=28),
        ),
        migrations.AddField(
            model_name='revision',
            name='stage',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='revision',
            name='superseded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.revision'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('code_digest', ''), _negated=True), fields=('code_digest',), name='report_code_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('code_digest', ''), ('code_digest__regex', '^[0-9a-f]{64}$'), _connector='OR'), name='report_code_digest_is_sha256'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('', 'rendered'))), name='revision_stage_is_known'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), ('code__regex', '^[0-7][0-9A-HJKMNP-TV-Z]{27}$'), _connector='OR'), name='revision_code_is_one'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='revision_code_once'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_by', None), ('status__in', ('superseded', 'withdrawn')), _connector='OR'), name='superseded_revision_has_a_report'),
        ),
        migrations.AddField(
            model_name='withdrawaldecision',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withdrawaldecision',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation'),
        ),
        migrations.AddField(
            model_name='withdrawalrequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withdrawalrequest',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation'),
        ),
        migrations.AddField(
            model_name='withdrawalrequest',
            name='revision',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal_requests', to='assessments.revision'),
        ),
        migrations.AddField(
            model_name='withdrawaldecision',
            name='request',
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='assessments.withdrawalrequest'),
        ),
        migrations.AddConstraint(
            model_name='withdrawalrequest',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='withdrawal_request_key_with_organisation'),
        ),
        migrations.AddConstraint(
            model_name='withdrawalrequest',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='withdrawal_request_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='withdrawaldecision',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='withdrawal_decision_key_with_organisation'),
        ),
        migrations.AddConstraint(
            model_name='withdrawaldecision',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ('confirmed', 'refused', 'taken_back'))), name='withdrawal_outcome_is_known'),
        ),
        migrations.AddConstraint(
            model_name='withdrawaldecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='withdrawal_is_refused_with_a_reason'),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS),
    ]
