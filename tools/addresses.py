"""Addresses of databases (postgresql://…) and of the web server (host:port)."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from tools.problem import Problem

DEFAULT_BIND = "127.0.0.1:8200"


def checked_database_address(address: str, name: str) -> str:
    """The address itself, if it is one of PostgreSQL and names a database."""
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/") or not parts.username:
        raise Problem(
            f"{name} is not an address of a PostgreSQL database.", f"{name}=postgresql://ROLE:PASSWORD@HOST/NAME"
        )
    return address


def with_role(address: str, role: str, password: str) -> str:
    """The same database for another role."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role, safe='')}:{quote(password, safe='')}@{host}"))


def role_of(address: str) -> str:
    """The role that connects."""
    return unquote(urlsplit(address).username or "")


def password_of(address: str) -> str:
    """The password in the address."""
    return unquote(urlsplit(address).password or "")


def database_of(address: str) -> str:
    """The name of the database."""
    return unquote(urlsplit(address).path.lstrip("/"))


def without_role(address: str) -> str:
    """What names the database, whoever asks."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


@dataclass(frozen=True, slots=True)
class Bind:
    """Where the web server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def reachable_host(self) -> str:
        """Where this machine itself finds the server."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)

    @property
    def public_address(self) -> str:
        """What a browser on this machine opens."""
        return f"http://{Bind(self.reachable_host, self.port)}"


def read_bind(text: str) -> Bind:
    """Reads HOST:PORT, [IPV6]:PORT or a port alone."""
    host, _, port = text.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Problem(f"BIND={text} is not HOST:PORT.", f"BIND={DEFAULT_BIND} ./run serve")
    return Bind(host, int(port))


def refuse_taken_port(bind: Bind) -> None:
    """Raises Problem when the web server could not listen there."""
    family = socket.AF_INET6 if ":" in bind.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind.host, bind.port))
        except OSError as problem:
            mend = f"BIND={Bind(bind.host, bind.port + 1)} ./run serve"
            raise Problem(f"The web server cannot listen on {bind}: {problem.strerror}.", mend) from None
