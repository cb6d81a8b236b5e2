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
    with running_wsgi("config.wsgi", environment, workers=2) as (port, _pid):
        yield port


@contextmanager
def running_wsgi(application, environment, *, workers):
    """Run gunicorn as docs/systemd does, around a WSGI application; yield (port, process id)."""
    port = free_port()
    options = f"--bind 127.0.0.1:{port} --workers {workers} --threads 2 --no-control-socket --keep-alive 75"
    command = [sys.executable, "-m", "gunicorn", application, *options.split(), "--log-level", "warning"]
    with running(command, ready=lambda: answers(port), env=environment) as process:
        yield port, process.pid


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


def family_cpu_seconds(pid):
    """Return the CPU time of a process and of its children, those included that have ended."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ended = sum(map(int, stat_of(pid)[13:15])) / TICKS
    return cpu_seconds([pid, *children]) + ended


def stat_of(pid):
    # The second field is the program's name in brackets, and may hold spaces.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def resident_bytes(pids):
    """Return the memory that these processes hold."""
    pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")
