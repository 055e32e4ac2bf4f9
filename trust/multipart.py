"""A form with a file, as a browser writes it, or as nobody should."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

_SAYS = "Content-Disposition: form-data; name="


def with_file(fields: Mapping[str, str], name: str, content: bytes, kind: str = "text/html") -> tuple[bytes, str]:
    """The body and its type. The name goes out as it is, with any path; browsers would cut that off."""
    edge = uuid4().hex
    parts = [f'--{edge}\r\n{_SAYS}"{field}"\r\n\r\n{value}\r\n' for field, value in fields.items()]
    parts.append(f'--{edge}\r\n{_SAYS}"file"; filename="{_quoted(name)}"\r\nContent-Type: {kind}\r\n\r\n')
    body = b"".join(["".join(parts).encode(), content, f"\r\n--{edge}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={edge}"


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
