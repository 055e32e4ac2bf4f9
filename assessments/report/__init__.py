"""The report: content of a revision → PDF → sealed PDF → verification. Knows no database, no models, no services."""
