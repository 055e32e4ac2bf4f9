"""`python -m benchmarks.nodes [--players N] [--seconds S] [--rounds R] [--share PART]`: two web nodes, three workers.

Each is in a network namespace of its own, with one PostgreSQL over TCP and one S3-compatible store; a proxy in front
takes turns. First how many assessments a minute are answered with one node and with two (goal G11: the median of the
rounds), each limited to the same part of a processor (0.2), so that the machine itself is not what limits. Then whole
assessments with evidence, review and seal, while one web node is cut off the network and killed, and one worker killed:
what was acknowledged has to be there, and each revision has to have one seal. Needs root and iproute2.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Thread

from benchmarks.big_data import work_as
from benchmarks.hosts import Host, network
from benchmarks.node_parts import Parts, opened_server, say_what_is_kept, start_web, start_worker, store
from benchmarks.results import keep
from benchmarks.trail import say
from tools.libraries import Need, ensure
from tools.problem import Problem
from tools.roles import DATABASE, OWNER, RUNTIME
from trust.plain_browser import PlainBrowser
from trust.playing import Person, Player, raw_answers
from trust.product import Product, free_port, prepare
from trust.relay import Relay

WEB, WORKERS = ("web1", "web2"), ("job1", "job2", "job3")
PLAYERS, SECONDS, ROUNDS, SHARE = 16, 40, 5, 0.2
WHOLE = 6
"""So many of the players do whole assessments."""
WARMING_SECONDS = 5
START_SECONDS = 120


def main(given: list[str]) -> None:
    """All figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nodes", description=__doc__)
    parser.add_argument("--players", type=int, default=PLAYERS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--share", type=float, default=SHARE)
    chosen = parser.parse_args(given)
    if os.geteuid() != 0:
        raise Problem("Network namespaces need root.", "run as root")
    ensure((Need("ip", "network namespaces", "iproute2", ""),))
    os.environ.setdefault("TEST_RUNTIME_ROLE", RUNTIME)
    with TemporaryDirectory(prefix="frc-nodes-") as folder, network((*WEB, *WORKERS)) as hosts:
        Path(folder).chmod(0o755)
        with installation(Path(folder), hosts) as parts:
            players = make_players(parts.product, chosen.players)
            keep("nodes", one_beside_two(parts, players, chosen))
            whole_assessments(parts, players[:WHOLE])


@contextmanager
def installation(folder: Path, hosts: dict[str, Host]) -> Iterator[Parts]:
    """Database, store, nodes, workers; up."""
    with ExitStack() as stack:
        server = stack.enter_context(opened_server())
        address = stack.enter_context(store(folder / "store"))
        product = Product(folder, server.address(DATABASE, OWNER), free_port())
        product.without = ("PGOPTIONS",)
        prepare(product)
        work_as(product)
        parts = Parts(folder, hosts, server, product, address)
        for name in WEB:
            start_web(parts, hosts[name])
        for name in WORKERS:
            start_worker(parts, hosts[name])
        for name in WEB:
            wait_for(hosts[name])
        yield parts


def wait_for(host: Host) -> None:
    """Until the node answers."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            PlainBrowser(host.address, 8200).get("/healthz/")
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
        else:
            return


def make_players(product: Product, number: int) -> list[Player]:
    """Organisations of two, each with somebody who answers and somebody who approves."""
    raw, made = raw_answers(), []
    for each in range(number):
        emails = [f"assessor{each}@nodes.example", f"dpo{each}@nodes.example"]
        members = [f"{role}:{email}:Per Son" for role, email in zip(("assessor", "dpo"), emails, strict=True)]
        said = product.manage("create_organisation", f"Players {each}", "--member", members[0], "--member", members[1])
        passwords = [next(line.split()[-1] for line in said.splitlines() if email in line) for email in emails]
        people = [
            Person(PlainBrowser("127.0.0.1", 0), email, password)
            for email, password in zip(emails, passwords, strict=True)
        ]
        made.append(Player(people[0], people[1], raw))
    return made


def through(players: list[Player], relay: Relay) -> None:
    """Everybody goes by this proxy from now on, and signs in where they have not."""
    for each in players:
        for person in (each.assessor, each.dpo):
            person.browser.port = relay.port
            if "sessionid" not in person.browser.cookies:
                person.sign_in()


def one_beside_two(parts: Parts, players: list[Player], chosen: argparse.Namespace) -> dict[str, float | str]:
    """Answering with one node and with two, by turns; the figures. A node that has just started draws and compiles
    everything for the first time, which takes a minute of a limited processor: they do it before."""
    with proxy(parts, WEB) as relay:
        through(players, relay)
        play_for(players, WARMING_SECONDS * 4)
    for name in WEB:
        parts.hosts[name].limit(chosen.share)
    ratios = []
    for turn in range(chosen.rounds):
        # Which one is alone takes turns, and what goes first: whoever goes second finds longer lists.
        alone = (WEB[turn % 2],)
        order = (WEB, alone) if turn % 2 else (alone, WEB)
        speeds = {names: speed(parts, players, names, chosen.seconds) for names in order}
        ratios.append(speeds[WEB] / speeds[alone])
    found = median(ratios)
    say("two nodes against one (G11: 1.7)", f"{found:.2f}; rounds {', '.join(f'{each:.2f}' for each in ratios)}")
    for name in WEB:
        parts.hosts[name].limit(2.0)
    return {"ratio": found, "rounds": len(ratios), "least": min(ratios), "most": max(ratios)}


def speed(parts: Parts, players: list[Player], names: tuple[str, ...], seconds: int) -> float:
    """Steps a minute by these nodes."""
    with proxy(parts, names) as relay:
        through(players, relay)
        before = [parts.hosts[name].throttled_seconds() for name in names]
        steps = play_for(players, seconds)
        waited = [parts.hosts[name].throttled_seconds() - b for name, b in zip(names, before, strict=True)]
    found = steps / seconds * 60
    minute = found / max(max(one.journal.saves.values()) for one in players)
    held = ", ".join(f"{each:.0f} s" for each in waited)
    say(f"{' and '.join(names)}", f"{found:.0f} steps, {minute:.1f} assessments a minute; held back for {held}")
    return found


@contextmanager
def proxy(parts: Parts, names: tuple[str, ...]) -> Iterator[Relay]:
    """In front of some nodes."""
    with Relay([(parts.hosts[name].address, 8200) for name in names], ("127.0.0.1", 0)) as relay:
        yield relay


def play_for(players: list[Player], seconds: int) -> int:
    """Everybody answers without pause; how many steps were saved after warming up."""
    over = Event()

    def work(player: Player) -> None:
        while not over.is_set():
            player.answer("Gates that are counted", until=over)

    threads = [Thread(target=work, args=[each]) for each in players]
    for each in threads:
        each.start()
    time.sleep(WARMING_SECONDS)
    before = saved(players)
    time.sleep(seconds)
    done = saved(players) - before
    over.set()
    for each in threads:
        each.join()
    return done


def saved(players: list[Player]) -> int:
    """Steps, by all of them."""
    return sum(sum(one.journal.saves.values()) for one in players)


def whole_assessments(parts: Parts, players: list[Player]) -> None:
    """From the first answer to the report, with a node cut off and killed in the middle, and a worker killed."""
    began, problems = time.monotonic(), []

    def work(player: Player) -> None:
        try:
            key = player.answer("Gates that are sealed")
            player.hand_in(key)
            player.fetch(player.approve(key))
        except Exception as problem:  # noqa: BLE001 (told at the end)
            problems.append(f"{player.assessor.email}: {problem!r}")

    with proxy(parts, WEB) as relay:
        through(players, relay)
        threads = [Thread(target=work, args=[each]) for each in players]
        for each in threads:
            each.start()
        time.sleep(WARMING_SECONDS)
        break_things(parts)
        for each in threads:
            each.join()
    failures = sum(one.assessor.failures + one.dpo.failures for one in players)
    took = time.monotonic() - began
    say("whole assessments with evidence, review and seal", f"{len(players) - len(problems)} in {took:.0f} s")
    say("requests that were repeated", str(failures))
    for problem in problems:
        say("FAILED", problem)
    say_what_is_kept(parts, players)


def break_things(parts: Parts) -> None:
    """The second web node goes off the network and dies; so does a host with a worker and a signer."""
    parts.hosts["web2"].cut_off()
    say("web node 2", "cut off the network")
    time.sleep(WARMING_SECONDS)
    parts.hosts["web2"].kill()
    parts.hosts["job1"].kill()
    say("web node 2 and worker 1", "killed")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(str(problem))
