"""Private PostgreSQL and Redis for the tests, and where programs are. Standard library only: dev.py uses it.

Each server gets a free port and a temporary folder, and is stopped by its own process id:
others on the standard ports are neither used nor disturbed.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

PATIENCE = 60  # seconds for a server to answer
ELSEWHERE = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", "/opt/homebrew/opt/postgresql/bin")
# The shell first: the same engine, without the windows of a desktop that cost a second of CPU for every context.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROME_OF_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_program(name):
    """Return the path of a program, or None. Debian keeps PostgreSQL's out of the PATH; newest version first."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    folders = [*map(str, debian), os.environ.get("PATH", os.defpath), *ELSEWHERE]
    return shutil.which(name, path=os.pathsep.join(folders))


def find_chromium():
    found = (find_program(name) for name in CHROMIUM_NAMES)
    return os.environ.get("CHROMIUM") or next(filter(None, found), None) or shutil.which(CHROME_OF_MACOS)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command, *, ready, stop=signal.SIGTERM, **options):
    """Run a server until the block ends. `ready()` says whether it answers; its output is shown when it does not."""
    with tempfile.TemporaryFile() as log:
        # A session of its own: Ctrl-C reaches the tests first, and the servers when the tests are over.
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **options)
        try:
            deadline = time.monotonic() + PATIENCE
            while not ready():
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise RuntimeError(f"{command[0]} does not answer:\n{log.read().decode(errors='replace')}")
                time.sleep(0.05)
            yield process
        finally:
            end(process, stop)


class Server:
    """A server at one address that can be stopped, killed and started again. As a context: started, then stopped."""

    def __init__(self, command, url, folder, **options):
        self.command, self.url, self.folder, self.options = command, url, folder, options
        self.stack = ExitStack()

    def start(self):
        self.process = self.stack.enter_context(running(self.command, **self.options))

    def stop(self):
        self.stack.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.stop()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()


def end(process, how=signal.SIGTERM, within=10):
    """Stop a process by its id; the hard way after some seconds."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port, host="127.0.0.1"):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


@contextmanager
def private_postgresql():
    """Yield the URL of a new PostgreSQL server. Its data is not safe from a power cut, and need not be."""
    with tempfile.TemporaryDirectory(prefix="espace-pg-") as folder, postgresql(folder) as server:
        yield server.url


def postgresql(folder, **settings):
    """Return a Server of PostgreSQL, not started, with a new cluster in this folder."""
    owner = unprivileged_owner()
    options = {"cwd": folder, "env": {**os.environ, "HOME": folder, "LC_ALL": "C"}}
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    initdb = [find_program("initdb"), "-D", f"{folder}/db", "-U", "espace", "-E", "UTF8", "--locale", locale]
    made = subprocess.run([*initdb, "--auth=trust", "--no-sync"], capture_output=True, text=True, **options)
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stderr}")
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "200",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        **settings,
    }
    command = [find_program("postgres"), "-D", f"{folder}/db", "-p", str(port)]
    command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    check = [find_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    # SIGINT is PostgreSQL's fast stop: it does not wait for clients to leave.
    url = f"postgres://espace@127.0.0.1:{port}/postgres"
    return Server(command, url, folder, ready=lambda: subprocess.call(check) == 0, stop=signal.SIGINT, **options)


def unprivileged_owner():
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {person.pw_name for person in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


@contextmanager
def private_redis(port=None):
    """Yield the URL of a new Redis server that keeps nothing. With `port`, the place of one that was stopped."""
    with tempfile.TemporaryDirectory(prefix="espace-redis-") as folder, redis(folder, port or free_port()) as server:
        yield server.url


def redis(folder, port):
    """Return a Server of Redis, not started."""
    command = [find_program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
    command += ["--save", "", "--appendonly", "no", "--daemonize", "no"]
    return Server(command, f"redis://127.0.0.1:{port}/0", folder, ready=lambda: answers(port))
