"""Addresses of databases and of the web server."""

from __future__ import annotations

import socket

import pytest

from tools.addresses import (
    Bind,
    checked_database_address,
    read_bind,
    refuse_taken_port,
    role_of,
    with_role,
    without_role,
)
from tools.problem import Problem

EVERYWHERE = "0.0.0.0"  # noqa: S104  the address is what is tested


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:8200", Bind("127.0.0.1", 8200)),
        (":9000", Bind("127.0.0.1", 9000)),
        ("9000", Bind("127.0.0.1", 9000)),
        ("[::1]:8200", Bind("::1", 8200)),
        ("example.org:80", Bind("example.org", 80)),
    ],
)
def test_reads_what_people_write(text: str, expected: Bind) -> None:
    assert read_bind(text) == expected


@pytest.mark.parametrize("text", ["", "localhost", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:web"])
def test_refuses_what_is_no_address(text: str) -> None:
    with pytest.raises(Problem, match="not HOST:PORT"):
        read_bind(text)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), (EVERYWHERE, False), ("10.0.0.1", False), ("a.b", False)],
)
def test_knows_loopback(host: str, expected: bool) -> None:
    assert Bind(host, 1).is_loopback is expected


def test_everywhere_is_reached_on_this_machine() -> None:
    assert Bind(EVERYWHERE, 8200).public_address == "http://127.0.0.1:8200"
    assert Bind("::", 8200).public_address == "http://[::1]:8200"


def test_a_taken_port_is_named_with_its_mend() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(Problem) as caught:
            refuse_taken_port(Bind("127.0.0.1", port))
    assert f"127.0.0.1:{port}" in caught.value.sentence
    assert caught.value.mend == f"BIND=127.0.0.1:{port + 1} ./run serve"
    refuse_taken_port(Bind("127.0.0.1", port))


def test_role_is_replaced_and_nothing_else() -> None:
    address = "postgresql://own%40er:p%2Fw@db.example:5433/name?sslmode=require"
    assert role_of(address) == "own@er"
    assert with_role(address, "frc_app", "a/b@c") == (
        "postgresql://frc_app:a%2Fb%40c@db.example:5433/name?sslmode=require"
    )
    assert without_role(address) == "postgresql://db.example:5433/name?sslmode=require"


def test_role_is_replaced_where_the_host_is_a_socket() -> None:
    assert with_role("postgresql://a:b@/name?host=%2Ftmp", "r", "p") == "postgresql://r:p@/name?host=%2Ftmp"


@pytest.mark.parametrize("address", ["mysql://a:b@h/n", "postgresql://a:b@h", "postgresql://h/n", "nonsense"])
def test_refuses_what_names_no_database(address: str) -> None:
    with pytest.raises(Problem, match="DATABASE_URL is not an address"):
        checked_database_address(address, "DATABASE_URL")
