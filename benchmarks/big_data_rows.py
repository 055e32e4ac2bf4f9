"""The statements that fill a database to the shape of a large installation, for benchmarks.big_data.

Run by a superuser with triggers and foreign keys off: rows keep every constraint that the database states of a single
row, and fit together because they come from one list. One organisation in ten thousand holds a tenth of everything.
"""

from __future__ import annotations

LIST = """
    CREATE TABLE big_organisation AS
    SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS assessor, gen_random_uuid() AS dpo
    FROM generate_series(1, {organisations}) AS n;
    UPDATE big_organisation SET id = {here}, assessor = {assessor}, dpo = {dpo} WHERE n = 1;
    CREATE UNIQUE INDEX ON big_organisation (n);
    CREATE TABLE big AS
    SELECT one.n, o.id AS organisation_id, o.assessor, o.dpo, gen_random_uuid() AS id,
           gen_random_uuid() AS deployment_id, gen_random_uuid() AS revision_id,
           now() - random() * interval '900 days' AS since, random() AS r,
           coalesce((ARRAY['in_review', 'draft', 'draft', 'returned'])[1 + floor(random() * 20)::int], 'sealed')
               AS status
    FROM (SELECT n, CASE WHEN n % 10 = 0 THEN 1
                         ELSE 2 + floor(({organisations} - 1) * power(random(), 2))::int END AS organisation
          FROM generate_series(1, {assessments}) AS n) AS one
    JOIN big_organisation o ON o.n = one.organisation;
    ANALYZE big;
"""

ORGANISATIONS = """
    INSERT INTO assessments_organisation (id, name, credit_code, sole_person_exception, sole_person_reason,
        second_factor_demanded, created_at, trial_source)
    SELECT id, 'Organisation ' || n || ' 单位', '', false, '', false, now() - interval '1000 days', ''
    FROM big_organisation WHERE n > 1;
    INSERT INTO assessments_person (password, id, email, name, language, theme, is_active, is_staff, session_generation)
    SELECT '!', id, role || n || '@big.example', 'Per Son ' || n, '', 'device', true, false, 0
    FROM (SELECT n, assessor AS id, 'assessor' AS role FROM big_organisation WHERE n > 1
          UNION ALL SELECT n, dpo, 'dpo' FROM big_organisation WHERE n > 1) AS people;
    INSERT INTO assessments_membership (id, organisation_id, person_id, role)
    SELECT gen_random_uuid(), organisation_id, id, role
    FROM (SELECT id AS organisation_id, assessor AS id, 'assessor' AS role FROM big_organisation WHERE n > 1
          UNION ALL SELECT id, dpo, 'dpo' FROM big_organisation WHERE n > 1) AS people;
"""

DEPLOYMENTS = """
    INSERT INTO assessments_deployment (id, organisation_id, name, place, description, unit, created_at)
    SELECT deployment_id, organisation_id,
           CASE WHEN n % 3 = 0 THEN '门禁闸机' || n ELSE 'Visitor gates ' || n END
               || CASE WHEN n % 1000 = 7 THEN ' rooftop' ELSE '' END,
           CASE WHEN n % 2 = 0 THEN 'Shanghai' ELSE '北京' END, '',
           'Unit ' || floor(40 * power(r, 3))::int, since
    FROM big;
"""

# As the database's own trigger does it (migration 0016), all at once.
WORDS = """
    INSERT INTO assessments_deploymentword (organisation_id, deployment_id, word)
    SELECT DISTINCT organisation_id, id, substr(said, place, 24)
    FROM (SELECT organisation_id, id, said, place, ascii(substr(said, place, 1)) AS here,
                 ascii(substr(said, place - 1, 1)) AS before
          FROM (SELECT organisation_id, id, lower(concat_ws(' ', name, nullif(place, ''), nullif(unit, ''))) AS said
                FROM assessments_deployment WHERE id IN (SELECT deployment_id FROM big)) AS named,
          generate_series(1, length(said)) AS place) AS each
    WHERE (here >= 128 OR chr(here) ~ '[0-9a-z]')
      AND (place = 1 OR here >= 11904 OR before >= 11904 OR NOT (before >= 128 OR chr(before) ~ '[0-9a-z]'));
"""

ASSESSMENTS = """
    INSERT INTO assessments_assessment
        (id, organisation_id, deployment_id, edition_key, status, as_of, author_id, number, report_language,
         created_at, updated_at, since, overall, red_lines, red_lines_aside, gaps, next_deadline)
    SELECT id, organisation_id, deployment_id, {edition}, status, CASE WHEN is_done THEN since::date END, assessor, 1,
           'both', since, since, since,
           CASE WHEN NOT is_done THEN '' WHEN r < 0.03 THEN 'red_line' WHEN r < 0.6 THEN 'gaps'
                WHEN r < 0.65 THEN 'incomplete' ELSE 'no_gap_found' END,
           CASE WHEN is_done AND r < 0.03 THEN 1 ELSE 0 END, CASE WHEN is_done AND r > 0.998 THEN 1 ELSE 0 END,
           CASE WHEN is_done AND r < 0.6 THEN 5 ELSE 0 END,
           CASE WHEN is_done AND r < 0.4 THEN current_date + (r * 2000)::int - 400 END
    FROM (SELECT *, status NOT IN ('draft', 'returned') AS is_done FROM big) AS one;
"""

# The newest steps of one assessment that was answered through the services.
ENTRIES = """
    INSERT INTO assessments_entry (id, organisation_id, assessment_id, step, number, answers, made_by_id, made_at)
    SELECT gen_random_uuid(), big.organisation_id, big.id, e.step, e.number, e.answers, big.assessor,
           big.since + e.number * interval '5 minutes'
    FROM big, (SELECT step, number, answers FROM assessments_entry WHERE assessment_id = {model} AND number <= 3) AS e;
"""

REVIEWS = """
    INSERT INTO assessments_reviewevent (id, organisation_id, assessment_id, number, move, reason, comments, made_by_id,
        made_at, audit_sequence)
    SELECT gen_random_uuid(), organisation_id, id, 1, 'approve', '', '{{}}', dpo, since, n FROM big
    WHERE status = 'sealed';
    INSERT INTO assessments_attestation (id, organisation_id, assessment_id, number, statement, person_id, person_name,
        role, answers_digest, made_at)
    SELECT gen_random_uuid(), organisation_id, id, 1, 'hand_in', assessor, 'Per Son', 'assessor',
           encode(sha256(id::text::bytea), 'hex'), since
    FROM big WHERE status IN ('sealed', 'in_review');
"""

REVISIONS = """
    INSERT INTO assessments_revision (id, organisation_id, assessment_id, number, language, content, content_digest,
        frozen_at, status, failure, attempts, fence, stage, code)
    SELECT revision_id, organisation_id, id, 1, 'both', kept, encode(sha256(kept), 'hex'), since, 'sealed',
           '', 1, 1, '', '0' || upper(substr(md5(revision_id::text), 1, 27))
    FROM (SELECT *, decode(repeat(md5(id::text), 32), 'hex') AS kept FROM big WHERE status = 'sealed') AS sealed;
    INSERT INTO assessments_report (id, organisation_id, revision_id, language, pdf, pdf_digest, size_bytes,
        signer_fingerprint, signer_name, code_digest, self_issued, sealed_at, kept_years)
    SELECT gen_random_uuid(), organisation_id, id, 'both', decode(repeat(md5(id::text), 32), 'hex'),
           encode(sha256(decode(repeat(md5(id::text), 32), 'hex')), 'hex'), 512, repeat('0', 64), 'Measured',
           encode(sha256(code::bytea), 'hex'),
           true, frozen_at, 3
    FROM assessments_revision WHERE organisation_id IN (SELECT id FROM big_organisation) AND attempts = 1;
"""

# What a save, a move and a seal leave behind; the chain is as long as it would be, and not one that could be checked.
EVENTS = """
    INSERT INTO assessments_auditevent (id, organisation_id, sequence, at, actor, action, subject, payload,
        previous_digest, digest)
    SELECT gen_random_uuid(), organisation_id,
           {after} + row_number() OVER (PARTITION BY organisation_id ORDER BY since, id, place),
           since + place * interval '5 minutes', CASE WHEN place < 6 THEN assessor ELSE dpo END, action,
           CASE WHEN place > 5 THEN revision_id ELSE id END, convert_to(repeat('x', 330), 'UTF8'),
           encode(sha256(id::text::bytea), 'hex'), encode(sha256(revision_id::text::bytea), 'hex')
    FROM big CROSS JOIN (VALUES (1, 'start_assessment'), (2, 'record_answers'), (3, 'record_answers'),
        (4, 'record_answers'), (5, 'hand_in'), (6, 'approve'), (7, 'finish_sealing')) AS act (place, action)
    WHERE place < 5 OR (place = 5 AND status IN ('in_review', 'sealed')) OR status = 'sealed';
    INSERT INTO assessments_audithead (organisation_id, sequence, digest)
    SELECT organisation_id, max(sequence), (array_agg(digest ORDER BY sequence DESC))[1]
    FROM assessments_auditevent WHERE sequence > {after} GROUP BY organisation_id
    ON CONFLICT (organisation_id) DO UPDATE SET sequence = EXCLUDED.sequence, digest = EXCLUDED.digest;
    INSERT INTO assessments_audithead (organisation_id, sequence, digest)
    SELECT id, 0, repeat('0', 64) FROM big_organisation
    ON CONFLICT (organisation_id) DO NOTHING;
"""

EVIDENCE = """
    INSERT INTO assessments_evidence (id, organisation_id, assessment_id, question, kind, name, media_type, size_bytes,
        digest, storage_name, holder, place, note, added_by_id, added_by_name, added_at, audit_sequence)
    SELECT gen_random_uuid(), organisation_id, id, 'q_rule_cite', 'file', 'consent.pdf', 'application/pdf', 200000,
           encode(sha256(id::text::bytea), 'hex'), organisation_id || '/' || replace(id::text, '-', ''), '', '', '',
           assessor, 'Per Son', since, n
    FROM big WHERE n % 2 = 0;
"""

FILLED = {
    "list": LIST,
    "organisations": ORGANISATIONS,
    "deployments": DEPLOYMENTS,
    "words of their names": WORDS,
    "assessments": ASSESSMENTS,
    "entries": ENTRIES,
    "reviews": REVIEWS,
    "revisions and reports": REVISIONS,
    "audit events": EVENTS,
    "evidence": EVIDENCE,
}
