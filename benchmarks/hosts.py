"""Hosts on one machine: network namespaces on a bridge, each with an address and, where wanted, a share of processors.

Needs root, iproute2 and a kernel that allows network namespaces; shares need control groups.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tools.problem import Problem

BRIDGE, NETWORK = "frcbr0", "10.87.0"
OUTSIDE = f"{NETWORK}.1"
"""The address of the machine itself on the bridge."""
PERIOD_US = 50_000
BEFORE_OTHERS = 20
CPU_V1, CPU_V2 = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
ENDING_SECONDS = 40


@dataclass
class Host:
    """One namespace and what runs in it."""

    name: str
    address: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        """A process in the namespace, and in its control group where there is one."""
        with log.open("ab") as file:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.name, *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.processes.append(process)

    def limit(self, share: float) -> None:
        """All processes together get this part of one processor and no more, whatever else the machine does."""
        group = _group(self.name)
        group.mkdir(exist_ok=True)
        if CPU_V1.is_dir():
            (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (group / "cpu.cfs_quota_us").write_text(str(int(share * PERIOD_US)))
            (group / "cpu.shares").write_text(str(BEFORE_OTHERS * 1024))
        else:
            (group / "cpu.weight").write_text(str(BEFORE_OTHERS * 100))
            (group / "cpu.max").write_text(f"{int(share * PERIOD_US)} {PERIOD_US}")
        for process in self.everything():
            with suppress(ProcessLookupError):
                (group / "cgroup.procs").write_text(str(process))

    def everything(self) -> list[int]:
        """Every process that runs in the namespace."""
        done = subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True, check=True)
        return [int(each) for each in done.stdout.split()]

    def throttled_seconds(self) -> float:
        """How long its processes waited for their share."""
        with suppress(FileNotFoundError):
            for line in (_group(self.name) / "cpu.stat").read_text().splitlines():
                name, value = line.split()
                if name in ("throttled_time", "throttled_usec"):
                    return int(value) / (1e9 if name == "throttled_time" else 1e6)
        return 0.0

    def cut_off(self) -> None:
        """The cable is pulled: whatever is under way gets no answer any more."""
        run("ip", "link", "set", f"{self.name}-o", "down")

    def kill(self) -> None:
        """kill -9 of everything in it."""
        for process in self.everything():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for each in self.processes:
            each.wait(timeout=ENDING_SECONDS)
        self.processes.clear()


def _group(name: str) -> Path:
    return (CPU_V1 if CPU_V1.is_dir() else CPU_V2) / f"frc-{name}"


def run(*command: str) -> None:
    """A command that has to work."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(f"{' '.join(command)}: {done.stderr.strip()}", "run as root where network namespaces are allowed")


@contextmanager
def network(names: Sequence[str]) -> Iterator[dict[str, Host]]:
    """A bridge and so many hosts on it; gone afterwards."""
    hosts = {name: Host(f"frc-{name}", f"{NETWORK}.{number}") for number, name in enumerate(names, start=11)}
    try:
        run("ip", "link", "add", BRIDGE, "type", "bridge")
        run("ip", "address", "add", f"{OUTSIDE}/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")
        for host in hosts.values():
            _plug_in(host)
        yield hosts
    finally:
        for host in hosts.values():
            _take_away(host)
        subprocess.run(["ip", "link", "delete", BRIDGE], stderr=subprocess.DEVNULL, check=False)


def _plug_in(host: Host) -> None:
    inside, outside = f"{host.name}-i", f"{host.name}-o"
    run("ip", "netns", "add", host.name)
    run("ip", "link", "add", outside, "type", "veth", "peer", "name", inside)
    run("ip", "link", "set", inside, "netns", host.name)
    run("ip", "link", "set", outside, "master", BRIDGE, "up")
    within = ("ip", "-n", host.name)
    run(*within, "address", "add", f"{host.address}/24", "dev", inside)
    run(*within, "link", "set", inside, "up")
    run(*within, "link", "set", "lo", "up")


def _take_away(host: Host) -> None:
    """As far as it came to be."""
    if Path("/run/netns", host.name).exists():
        host.kill()
    for command in (["ip", "link", "delete", f"{host.name}-o"], ["ip", "netns", "delete", host.name]):
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
    with suppress(OSError):
        _group(host.name).rmdir()
