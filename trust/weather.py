"""A product between two relays: what reaches the web server, and what the web server asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from trust.own_product import children
from trust.product import Product
from trust.relay import Address, Relay, Weather
from trust.small_disk import SmallDisk, small_disk

SOCKET_NAME, PORT = ".s.PGSQL.5432", 5432


@dataclass(frozen=True, slots=True)
class Exposed:
    """Up, with everything that can go wrong in reach."""

    product: Product
    port: int
    """Where people go: the relay in front of the web server."""
    in_front: Weather
    behind: Weather
    """Between web server and database."""
    evidence: SmallDisk
    incoming: SmallDisk

    def web_processes(self) -> list[int]:
        """The web server and its workers."""
        first = self.product.processes["web"].pid
        return [first, *children(first)]


@contextmanager
def exposed(product: Product, folder: Path) -> Iterator[Exposed]:
    """Another web server for the product's database, started for this."""
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        behind = stack.enter_context(Relay([database_address(product)], folder_or_port(product, folder)))
        evidence, incoming = (stack.enter_context(small_disk(folder / name)) for name in ("evidence", "incoming"))
        disks = {"EVIDENCE_DIR": str(evidence.folder), "UPLOAD_DIR": str(incoming.folder)}
        web = product.beside(DATABASE_URL=through(product, behind.address), **disks)
        web.start("web")
        stack.callback(lambda: web.kill("web"))
        web.wait_until_ready()
        in_front = stack.enter_context(Relay([("127.0.0.1", web.port)], ("127.0.0.1", 0)))
        yield Exposed(web, in_front.port, in_front.weather, behind.weather, evidence, incoming)


def database_address(product: Product) -> Address:
    """Where the database listens."""
    parts = urlsplit(product.owner_url)
    query = dict(parse_qsl(parts.query))
    host, port = query.get("host", parts.hostname or "127.0.0.1"), int(query.get("port", parts.port or PORT))
    return Path(host) / f".s.PGSQL.{port}" if host.startswith("/") else (host, port)


def folder_or_port(product: Product, folder: Path) -> Address:
    """A place to listen of the same kind."""
    return folder / SOCKET_NAME if isinstance(database_address(product), Path) else ("127.0.0.1", 0)


def through(product: Product, address: Address) -> str:
    """The database under the rights of the runtime role, by way of a relay."""
    parts = urlsplit(product.runtime_url)
    host, port = (str(address.parent), PORT) if isinstance(address, Path) else address
    query = {**dict(parse_qsl(parts.query)), "host": host, "port": str(port)}
    who = f"{parts.username or ''}{f':{parts.password}' if parts.password else ''}"
    return f"postgresql://{who}@{parts.path}?{urlencode(query)}"
