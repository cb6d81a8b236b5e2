"""Server processes under measurement, and what Linux says that they cost."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

from tests.services import answers, free_port, running

TICKS = os.sysconf("SC_CLK_TCK")
APPLICATIONS = {"hub": "bench.application:application", "tutorial": "bench.tutorial:application"}


@contextmanager
def running_server(kind, server, environment):
    """Run one process of a kind (hub, tutorial, limit) under a server; yield (port, process id)."""
    port = free_port()
    command = [sys.executable, "-m", *command_of(kind, server, str(port))]
    with running(command, ready=lambda: answers(port), env=environment) as process:
        yield port, process.pid


@contextmanager
def running_pages(environment):
    """Run a WSGI server as production does for pages, two workers; yield its port."""
    port = free_port()
    options = [
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "2",
        "--no-control-socket",
        "--keep-alive",
        "75",
    ]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", *options, "--log-level", "warning"]
    with running(command, ready=lambda: answers(port), env=environment):
        yield port


def command_of(kind, server, port):
    if kind == "limit":
        return ["bench.limit", port]
    if server == "daphne":
        return ["bench.daphne", port, APPLICATIONS[kind]]
    # Compressing is off: it would be done once per page, and costs memory for each.
    options = "--loop uvloop --ws websockets-sansio --ws-per-message-deflate false --ws-max-size 4096"
    options += " --log-level warning --no-access-log --host 127.0.0.1 --port"
    return [server, *options.split(), port, APPLICATIONS[kind]]


def cpu_seconds(pids):
    """Return the CPU time that these processes used so far, in user and in system mode."""
    return sum(sum(map(int, stat_of(pid)[11:13])) for pid in pids) / TICKS


def stat_of(pid):
    # The second field is the program's name in brackets, and may hold spaces.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def resident_bytes(pids):
    """Return the memory that these processes hold."""
    pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")
