from django.db import migrations

# As `createcachetable` would make it; it holds counts of attempts and codes that were taken, for minutes.
CACHE = """
    CREATE TABLE assessments_cache (
        cache_key varchar(255) PRIMARY KEY,
        value text NOT NULL,
        expires timestamp with time zone NOT NULL
    );
    CREATE INDEX assessments_cache_expires ON assessments_cache (expires);
"""


class Migration(migrations.Migration):
    """What web processes share about attempts to sign in."""

    dependencies = [("assessments", "0011_evidence")]

    operations = [migrations.RunSQL(CACHE, "DROP TABLE assessments_cache")]
