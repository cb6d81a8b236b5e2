#!/usr/bin/env python3
"""Run Espace Aluminium, or test it, from a fresh clone: `dev.py run` and `dev.py test`.

Standard library only. Both commands make .venv and install the locked libraries first;
a second time they do only what is not done yet.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NO_TESTS = 5  # the exit code of pytest when nothing was chosen

# What the settings read: neither the tests nor the embedded run take these from the shell of whoever starts them.
SHAPE = {"DATABASE_URL", "REDIS_URL", "PRODUCTION", "DEMO", "DJANGO_SETTINGS_MODULE"}
PLACE = {"SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "PRIVACY_OFFICER"}
PLACE |= {"STATIC_ROOT", "TRUSTED_PROXIES"}

# Program the tests need, and the packages of Debian and of Homebrew that bring it.
PROGRAMS = {
    "initdb": ("postgresql", "postgresql"),
    "redis-server": ("redis-server", "redis"),
    "nginx": ("nginx", "nginx"),
    "chromium": ("chromium-headless-shell", "google-chrome"),
    "xgettext": ("gettext", "gettext"),
}


def main(arguments):
    if sys.version_info < (3, 11):
        sys.exit("Espace needs Python 3.11 or later.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    options = parse(arguments)
    try:
        return run(options) if options.command == "run" else test(options)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130


def parse(arguments):
    """Read the command line; what follows `--` goes to pytest."""
    here = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="serve on this machine: SQLite, one process, demo content the first time")
    runs.add_argument("--port", type=int, default=8000)
    runs.add_argument("--data", type=Path, default=ROOT / "data", help="the folder of the database and the files")
    runs.add_argument("--empty", action="store_true", help="no demo content: asks for the first administrator")
    tests = commands.add_parser("test", help="check and test everything; arguments after -- go to pytest")
    tests.add_argument("--fast", action="store_true", help="in a minute: checks, unit and socket tests on SQLite")
    options = parser.parse_args(arguments[:here])
    options.pytest = arguments[here + 1 :]
    return options


# ---- The environment ----------------------------------------------------------------------


@contextlib.contextmanager
def timed(what):
    print(f"{what} …", end=" ", flush=True)
    start = time.monotonic()
    yield
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def install(name):
    """Bring .venv to requirements/<name>.txt, unless it is known to be there."""
    lock = ROOT / "requirements" / f"{name}.txt"
    if is_installed(lock):
        return
    if not venv_is_ours():
        make_venv()
    with timed(f"Installing the libraries of {lock.relative_to(ROOT)}"):
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        succeed([*pip, "--require-hashes", "-r", lock])
    # The locks are cut from one: what installs the largest has installed the others.
    for other in ("run", "production", "test") if name == "test" else (name,):
        stamp(other).write_text(fingerprint(lock.with_stem(other)))


def is_installed(lock):
    return PYTHON.exists() and stamp(lock.stem).exists() and stamp(lock.stem).read_text() == fingerprint(lock)


def stamp(name):
    return VENV / f"{name}.installed"


def fingerprint(lock):
    """The content of a lock file, and the interpreter: after an upgrade of the system's the libraries are not there."""
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {os.path.realpath(PYTHON)}"


def venv_is_ours():
    """A .venv that works: made by us to the end, or by hand for this same Python."""
    if not PYTHON.exists():
        return False
    return subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def make_venv():
    if importlib.util.find_spec("ensurepip") is None:
        install_packages(["python3-venv"], [])
    with timed("Making .venv"):
        succeed([sys.executable, "-m", "venv", "--clear", VENV])


def install_packages(debian, homebrew):
    """Install what the machine lacks when that needs no question; otherwise say how, and fail."""
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        brew = sys.platform == "darwin"
        line = f"brew install {' '.join(homebrew)}" if brew else f"sudo apt-get install -y {' '.join(debian)}"
        sys.exit(f"Missing on this machine: {', '.join(debian)}. Install with:\n\n    {line}\n")
    with timed(f"Installing {', '.join(debian)} with apt"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        succeed([apt, "update", "-qq"], env=quiet)
        succeed([apt, "install", "-y", "-qq", "--no-install-recommends", *debian], env=quiet)


def succeed(command, **options):
    """Run a step quietly; when it fails, show what it said and stop."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        sys.exit(f"failed\n\n{done.stdout}\n{' '.join(map(str, command))} ended with {done.returncode}.")


# ---- run ----------------------------------------------------------------------------------


def run(options):
    """Become the server: from here on there is one process, and Ctrl-C is its own."""
    install("run")
    data = options.data.resolve()
    environment = serving_environment(options.port, data, demo=choose_demo(data, empty=options.empty))
    command = [str(PYTHON), str(ROOT / "manage.py"), "serve", "--port", str(options.port)]
    sys.stdout.flush()
    os.execve(command[0], command, environment)


def choose_demo(data, *, empty):
    """Say whether this data folder is a demo. The first start decides for good.

    Demo accounts have public passwords: they never enter a folder that was started empty.
    """
    marker = data / "demo"
    if empty and marker.exists():
        sys.exit(f"{data} holds the demo. Give an empty start a folder of its own: --empty --data my-data")
    if not empty and not marker.exists():
        if (data / "espace.sqlite3").exists():
            print(f"{data} was started empty: no demo content, no demo accounts.")
            return False
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        marker.touch()
    return not empty


def serving_environment(port, data, *, demo):
    dropped = SHAPE | PLACE if demo else SHAPE
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    environment.setdefault("SITE_URL", f"http://localhost:{port}")
    return {**environment, "ESPACE_DATA": str(data), "DEMO": "1" if demo else "0"}


# ---- test ---------------------------------------------------------------------------------


def test(options):
    install("test")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="espace-test-")))
        servers = {} if options.fast else start_servers(stack)
        results = [check(name, command, folder) for name, command in CHECKS.items()]
        for name, arguments, environment in pytest_runs(servers, options.fast):
            results.append(run_pytest(name, [*arguments, *options.pytest], environment, folder))
    return summarize(results, chosen=bool(options.pytest))


# Each looks at the whole tree, and all run even when one fails.
CHECKS = {
    "Translations compiled": ("-m", "config.catalogues"),
    "ruff check": ("-m", "ruff", "check", "--quiet", "."),
    "ruff format": ("-m", "ruff", "format", "--quiet", "--check", "."),
    "djlint": ("-m", "djlint", "templates", "--lint", "--quiet"),
    "import-linter": ("-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"),
    "makemigrations": ("manage.py", "makemigrations", "--check", "--dry-run"),
}


def start_servers(stack):
    """Start what the tests need on free ports, and have it stopped whatever happens."""
    from tests import services

    found = {name: services.find_program(name) for name in PROGRAMS} | {"chromium": services.find_chromium()}
    missing = [PROGRAMS[name] for name in PROGRAMS if not found[name]]
    if missing:
        install_packages([debian for debian, _ in missing], [homebrew for _, homebrew in missing])
    with timed("Starting PostgreSQL and Redis"):
        return {
            "DATABASE_URL": stack.enter_context(services.private_postgresql()),
            "REDIS_URL": stack.enter_context(services.private_redis()),
            "CHROMIUM": services.find_chromium(),
        }


def pytest_runs(servers, fast):
    """Yield the name, arguments and environment of each run of pytest.

    Browser tests have runs of their own: they drive Playwright's loop, which asynchronous tests cannot share.
    """
    # On SQLite tables come straight from the models: migrations are run by the other runs, there too, and compared by
    # makemigrations. More workers than processors: many tests wait for servers. Browsers do not wait.
    workers, browsers = (("-n", number, "--dist", "loadgroup") for number in ("3", "2"))
    if fast:
        chosen = "not browser and not slow and not servers"
        yield "Tests on SQLite", (*workers, "--no-migrations", "-m", chosen), {}
        return
    chromium = {"CHROMIUM": servers["CHROMIUM"]}
    yield "Tests on SQLite", (*workers, "--no-migrations", "-m", "not browser and not servers and not once"), {}
    yield "Tests on PostgreSQL and Redis", (*workers, "-m", "not browser"), servers
    yield "Browser on PostgreSQL and Redis", (*browsers, "-m", "browser"), servers
    yield "Browser on SQLite, main path", (*browsers, "-m", "main_path"), chromium


def testing_environment(folder, name, extra):
    kept = {variable: value for variable, value in os.environ.items() if variable not in SHAPE | PLACE}
    data = folder / name.replace(" ", "-").lower()
    data.mkdir()
    return {**kept, "ESPACE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tests.settings", **extra}


@dataclass
class Result:
    """How a step ended. A check counts as a failure when it fails, and is no test when it passes."""

    name: str
    seconds: float
    code: int
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def check(name, command, folder):
    start = time.monotonic()
    done = subprocess.run(
        [PYTHON, *command],
        cwd=ROOT,
        env=testing_environment(folder, name, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    result = Result(name, time.monotonic() - start, done.returncode, failed=int(done.returncode != 0))
    print(describe(result), flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return result


def run_pytest(name, arguments, environment, folder):
    print(f"\n{name}", flush=True)
    report = folder / f"{name}.xml"
    command = [PYTHON, "-m", "pytest", "-q", f"--junit-xml={report}", *arguments]
    start = time.monotonic()
    code = finish(subprocess.Popen(command, cwd=ROOT, env=testing_environment(folder, name, environment)))
    passed, failed, skipped = count(report)
    # A run that crashes, or in which nothing ran, is a failure of its own.
    return Result(name, time.monotonic() - start, code, passed, failed or int(code != 0), skipped)


def finish(process):
    """Wait for a process. When we are stopped meanwhile it is given time to stop what it has started itself."""
    try:
        return process.wait()
    except BaseException as interruption:
        # Ctrl-C in a terminal has reached it already: a second one would break off its cleaning up.
        patience = 15 if isinstance(interruption, KeyboardInterrupt) else 0
        for seconds, means in ((patience, signal.SIGINT), (15, signal.SIGKILL), (15, signal.SIGKILL)):
            try:
                process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(means)
        raise


def count(report):
    """Read (passed, failed, skipped) from a JUnit report; nothing ran when there is none."""
    if not report.exists():
        return 0, 0, 0
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    rows = [[int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")] for suite in suites]
    tests, failures, errors, skipped = (sum(column) for column in zip(*rows, strict=True))
    return tests - failures - errors - skipped, failures + errors, skipped


def summarize(results, *, chosen=False):
    """Print how each step ended and return the exit code.

    When tests were `chosen` on the command line, a run that holds none of them is no failure, unless all are so.
    """
    if chosen and any(result.passed for result in results):
        for result in results:
            if result.code == NO_TESTS:
                result.code = result.failed = 0
    print("\nSummary")
    for result in results:
        print(describe(result))
    passed, failed = sum(result.passed for result in results), sum(result.failed for result in results)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def describe(result):
    line = f"  {'FAILED' if result.code else 'ok':<7} {result.name:<32} {result.seconds:6.1f} s"
    if result.passed or result.skipped:
        line += f"   {result.passed} passed, {result.failed} failed"
    return line + (f", {result.skipped} skipped" if result.skipped else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
