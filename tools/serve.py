"""./run serve: everything up, kept up, and down again in order."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from pathlib import Path

from tools.addresses import DEFAULT_BIND, Bind, read_bind, refuse_taken_port
from tools.databases import Database, database
from tools.environment import SIGNER_ONLY, WORKER_ONLY, product_environment, without
from tools.libraries import ensure_libraries
from tools.paths import PYTHON, ROOT
from tools.preparing import manage_command, prepare
from tools.problem import Problem
from tools.settings import setting
from tools.supervisor import Child, Supervisor

GUNICORN = ("-m", "gunicorn", "--config", "python:frcompliance.web_server")
DATABASE_CHECK_SECONDS = 2.0
PROBE_SECONDS = 0.5
START_SECONDS = 60.0


def serve(arguments: list[str]) -> int:
    """Runs until Ctrl-C or SIGTERM."""
    if arguments:
        raise Problem("serve takes no arguments.", "BIND=127.0.0.1:8201 ./run serve")
    bind = read_bind(setting("BIND", DEFAULT_BIND))
    refuse_taken_port(bind)
    ensure_libraries()
    with database() as found:
        environment = product_environment(found, bind)
        accounts = prepare(found, environment, bind)
        Supervisor(children(environment, bind), ROOT, each_round=Watch(found, bind, accounts).look).run()
    print("Stopped.", flush=True)
    return 0


def children(environment: dict[str, str], bind: Bind) -> list[Child]:
    """Web server, worker and signer. Only the signer is told where the sealing key is, only the worker where key and
    heads of the audit trail are kept."""
    web: list[str | Path] = [PYTHON, *GUNICORN, "--bind", str(bind)]
    return [
        Child("web server", web, without(environment, *SIGNER_ONLY, *WORKER_ONLY)),
        Child("worker", manage_command("work"), without(environment, *SIGNER_ONLY)),
        Child("signer", manage_command("sign"), without(environment, *WORKER_ONLY)),
    ]


@dataclass(slots=True)
class Watch:
    """What is looked at while all runs: does the web server answer yet, is the database still there."""

    database: Database
    bind: Bind
    accounts: str
    began_at: float = 0.0
    next_probe_at: float = 0.0
    next_check_at: float = 0.0
    is_announced: bool = False

    def look(self) -> None:
        """One round."""
        now = time.monotonic()
        self.began_at = self.began_at or now
        if not self.is_announced and now >= self.next_probe_at:
            self.next_probe_at = now + PROBE_SECONDS
            self.announce_when_ready(now)
        if now >= self.next_check_at:
            self.next_check_at = now + DATABASE_CHECK_SECONDS
            if self.database.keep_running():
                print("The database was gone; it runs again.", flush=True)

    def announce_when_ready(self, now: float) -> None:
        """Prints the address once the web server answers; says so when it does not come."""
        if answers(self.bind):
            self.is_announced = True
            accounts = f"\nDemonstration accounts:\n{self.accounts.rstrip()}\n" if self.accounts else ""
            print(f"{accounts}\nReady: {self.bind.public_address}  (Ctrl-C stops)\n", flush=True)
        elif now - self.began_at > START_SECONDS:
            self.began_at = now
            print("The web server does not answer yet; its messages are above.", flush=True)


def answers(bind: Bind) -> bool:
    """Whether there is a web server that does not fail."""
    connection = http.client.HTTPConnection(bind.reachable_host, bind.port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
