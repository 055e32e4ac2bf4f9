"""Where files of evidence are kept, from the environment: a folder, or a bucket of an S3-compatible store."""

from __future__ import annotations

from pathlib import Path

from frcompliance.environment import choice, read

SPOOLED_BYTES = 1 << 20
"""What is read from a bucket stays in memory up to this size, and beyond it in a temporary file."""


def evidence_storage(folder: Path) -> dict[str, object]:
    """Django's setting of the storage called "evidence"."""
    bucket = read("EVIDENCE_S3_BUCKET")
    if not bucket:
        return {"BACKEND": "frcompliance.evidence_folder.EvidenceFolder", "OPTIONS": {"location": str(folder)}}
    return {"BACKEND": "frcompliance.evidence_bucket.EvidenceBucket", "OPTIONS": _bucket(bucket)}


def _bucket(name: str) -> dict[str, object]:
    # Only an installation that keeps evidence in a bucket loads the client.
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config

    return {
        "bucket_name": name,
        "endpoint_url": read("EVIDENCE_S3_ENDPOINT") or None,
        "region_name": read("EVIDENCE_S3_REGION") or None,
        "access_key": read("EVIDENCE_S3_ACCESS_KEY") or None,
        "secret_key": read("EVIDENCE_S3_SECRET_KEY") or None,
        "file_overwrite": False,
        "default_acl": None,
        "max_memory_size": SPOOLED_BYTES,
        "transfer_config": TransferConfig(use_threads=False),
        "client_config": Config(
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=20,
            retries={"total_max_attempts": 2},
            s3={"addressing_style": choice("EVIDENCE_S3_ADDRESSING", ("path", "virtual"))},
            # Stores other than Amazon's do not all take checksums in trailers.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
