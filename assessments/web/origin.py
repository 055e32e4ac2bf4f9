"""Where a request comes from, as limits count it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

SHARED_PREFIX = 64
"""One subscriber has at least so much of the IPv6 addresses to choose from."""


def origin_of(request: HttpRequest) -> str:
    """The network address of the browser; behind proxies, the one that the outermost of them added. What stands
    before it in the header, anybody can have written."""
    text, proxies = request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES
    hops = request.headers.get("X-Forwarded-For", "").split(",") if proxies else []
    if proxies and len(hops) >= proxies and hops[-proxies].strip():
        text = hops[-proxies].strip()
    try:
        address = ip_address(_without_port(text))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        # A socket for both says so of IPv4; within one prefix stand all addresses of the world.
        address = address.ipv4_mapped
    if isinstance(address, IPv6Address):
        return str(ip_network((address, SHARED_PREFIX), strict=False))
    return str(address)


def _without_port(text: str) -> str:
    """Some proxies add the port: 192.0.2.1:50123, [2001:db8::1]:50123."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
