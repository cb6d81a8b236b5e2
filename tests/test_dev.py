"""The two commands of a fresh clone: what they decide, and that they do what they print."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

import dev
from tests import services

ROOT = Path(dev.ROOT)


def result(code=0, **counts):
    return dev.Result("Tests", 1.0, code, **counts)


def test_run_serves_port_8000_from_the_data_folder_with_demo_content():
    options = dev.parse(["run"])
    assert (options.port, options.data, options.empty) == (8000, ROOT / "data", False)


def test_what_follows_two_dashes_goes_to_pytest():
    options = dev.parse(["test", "--fast", "--", "tests/forum", "-k", "close"])
    assert (options.fast, options.pytest) == (True, ["tests/forum", "-k", "close"])


@pytest.mark.parametrize("arguments", [[], ["fly"], ["run", "--port", "http"], ["run", "--host", "0.0.0.0"]])  # noqa: S104
def test_anything_else_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refusal:
        dev.parse(arguments)
    assert refusal.value.code == 2
    assert "usage: dev.py" in capsys.readouterr().err


# ---- The environment ----------------------------------------------------------------------


@pytest.fixture
def installation(tmp_path, monkeypatch):
    """A clone with lock files and a .venv in which pip only notes what it was asked for."""
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / ".venv/bin/python")
    (tmp_path / "requirements").mkdir()
    for name in ("run", "production", "test"):
        (tmp_path / f"requirements/{name}.txt").write_text(f"{name}==1")
    dev.PYTHON.parent.mkdir(parents=True)
    dev.PYTHON.write_text('#!/bin/sh\necho "$@" >> "$(dirname "$0")/calls"\n')
    dev.PYTHON.chmod(0o755)
    return tmp_path


def installed_locks(installation):
    calls = (installation / ".venv/bin/calls").read_text()
    return re.findall(r"--require-hashes -r \S+/(\w+\.txt)", calls)


def test_libraries_are_installed_once(installation):
    dev.install("run")
    dev.install("run")
    assert installed_locks(installation) == ["run.txt"]


def test_a_changed_lock_is_installed_again(installation):
    dev.install("run")
    (installation / "requirements/run.txt").write_text("run==2")
    dev.install("run")
    assert installed_locks(installation) == ["run.txt", "run.txt"]


def test_the_libraries_of_the_tests_hold_those_of_the_run(installation):
    dev.install("test")
    dev.install("run")
    assert installed_locks(installation) == ["test.txt"]


def test_the_libraries_of_the_run_are_not_those_of_the_tests(installation):
    dev.install("run")
    dev.install("test")
    assert installed_locks(installation) == ["run.txt", "test.txt"]


def test_a_failed_installation_shows_why_and_is_tried_again(installation):
    dev.PYTHON.write_text('#!/bin/sh\n[ "$1" = -c ] || { echo no such library; exit 1; }\n')
    for _ in range(2):
        with pytest.raises(SystemExit, match="no such library"):
            dev.install("run")


def test_what_is_missing_is_named_with_its_line_when_not_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(SystemExit, match="sudo apt-get install -y postgresql chromium"):
        dev.install_packages(["postgresql", "chromium"], ["postgresql", "google-chrome"])


def test_what_is_missing_is_named_for_homebrew_on_macos(monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SystemExit, match="brew install redis"):
        dev.install_packages(["redis-server"], ["redis"])


def test_a_missing_program_is_a_failure_of_the_tests_never_a_skip(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(services, "find_program", lambda name: None if name == "nginx" else f"/usr/bin/{name}")
    with pytest.raises(SystemExit, match="sudo apt-get install -y nginx"), dev.contextlib.ExitStack() as stack:
        dev.start_servers(stack)


# ---- run ----------------------------------------------------------------------------------


def test_the_first_start_makes_a_demo_that_stays_one(tmp_path):
    data = tmp_path / "data"
    assert [dev.choose_demo(data, empty=False), dev.choose_demo(data, empty=False)] == [True, True]


def test_a_demo_cannot_become_a_real_installation(tmp_path):
    dev.choose_demo(tmp_path, empty=False)
    with pytest.raises(SystemExit, match="holds the demo"):
        dev.choose_demo(tmp_path, empty=True)


def test_demo_accounts_never_enter_a_folder_that_was_started_empty(tmp_path):
    assert dev.choose_demo(tmp_path, empty=True) is False
    (tmp_path / "espace.sqlite3").touch()
    assert dev.choose_demo(tmp_path, empty=False) is False


def test_a_demo_hears_nothing_of_the_shell_it_starts_from(tmp_path, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "PRODUCTION", "EMAIL_URL", "SITE_URL", "ALLOWED_HOSTS"):
        monkeypatch.setenv(name, "foreign")
    environment = dev.serving_environment(8123, tmp_path, demo=True)
    assert "foreign" not in environment.values()
    assert environment["SITE_URL"] == "http://localhost:8123"
    assert environment["DEMO"] == "1"


def test_an_empty_start_keeps_its_address_and_mail_but_stays_embedded(tmp_path, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://espace.example")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example")
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
    monkeypatch.setenv("DEMO", "1")
    environment = dev.serving_environment(8000, tmp_path, demo=False)
    assert (environment["SITE_URL"], environment["EMAIL_URL"]) == ("https://espace.example", "smtp://mail.example")
    assert (environment["DEMO"], "DATABASE_URL" in environment) == ("0", False)


# ---- test ---------------------------------------------------------------------------------

WORKERS, BROWSERS = (("-n", number, "--dist", "loadgroup") for number in ("3", "2"))


def test_fast_is_one_run_on_sqlite_without_slow_tests():
    [(_, arguments, environment)] = dev.pytest_runs({}, fast=True)
    assert arguments == (*WORKERS, "--no-migrations", "-m", "not browser and not slow and not servers")
    assert environment == {}


def test_all_tests_are_two_runs_and_the_browser_two_of_its_own():
    servers = {"DATABASE_URL": "postgres://x", "REDIS_URL": "redis://x", "CHROMIUM": "/usr/bin/chromium"}
    runs = list(dev.pytest_runs(servers, fast=False))
    assert [environment.get("DATABASE_URL") for _, _, environment in runs] == [
        None,
        "postgres://x",
        "postgres://x",
        None,
    ]
    assert [arguments for _, arguments, _ in runs] == [
        (*WORKERS, "--no-migrations", "-m", "not browser and not servers and not once"),
        (*WORKERS, "-m", "not browser"),
        (*BROWSERS, "-m", "browser"),
        (*BROWSERS, "-m", "main_path"),
    ]


def test_a_report_is_counted(tmp_path):
    report = tmp_path / "report.xml"
    suite = '<testsuite tests="10" failures="2" errors="1" skipped="3"/>'
    report.write_text(f"<testsuites>{suite}{suite}</testsuites>")
    assert dev.count(report) == (8, 6, 6)


def test_a_run_that_crashes_before_its_report_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "PYTHON", "/bin/false")
    assert dev.run_pytest("Crash", (), {}, tmp_path).failed == 1


@pytest.mark.parametrize("interruption", [SystemExit(143), KeyboardInterrupt()])
def test_a_run_that_is_interrupted_may_stop_what_it_started(interruption):
    process = Interrupted(interruption, stops_on=signal.SIGINT)
    with pytest.raises(type(interruption)):
        dev.finish(process)
    assert process.received == [signal.SIGINT]


def test_a_run_that_does_not_stop_is_stopped():
    process = Interrupted(SystemExit(143), stops_on=signal.SIGKILL)
    with pytest.raises(SystemExit):
        dev.finish(process)
    assert process.received == [signal.SIGINT, signal.SIGKILL]


class Interrupted:
    """A process during whose first wait dev.py is told to stop, and whose other waits take no time."""

    def __init__(self, interruption, *, stops_on):
        self.interruption, self.stops_on, self.received = interruption, stops_on, []

    def wait(self, seconds=None):
        if seconds is None:
            raise self.interruption
        if self.stops_on not in self.received:
            raise subprocess.TimeoutExpired("pytest", seconds)

    def send_signal(self, means):
        self.received.append(means)


def test_the_last_line_adds_everything_up(capsys):
    code = dev.summarize([result(passed=5), result(1, passed=2, failed=3), result(1, failed=1)])
    assert capsys.readouterr().out.splitlines()[-1] == "7 passed, 4 failed"
    assert code == 1


def test_all_good_is_exit_code_0(capsys):
    assert dev.summarize([result(passed=5), result()]) == 0
    assert capsys.readouterr().out.endswith("\n5 passed, 0 failed\n")


def test_a_run_in_which_nothing_ran_is_a_failure():
    assert dev.summarize([result(passed=5), result(dev.NO_TESTS, failed=1)]) == 1


def test_a_run_without_the_tests_that_were_chosen_is_none(capsys):
    assert dev.summarize([result(passed=5), result(dev.NO_TESTS, failed=1)], chosen=True) == 0
    assert dev.summarize([result(dev.NO_TESTS, failed=1)], chosen=True) == 1


def test_ci_runs_the_same_command():
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == "exec python3 dev.py test"
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize("name", ["run", "production", "test"])
def test_a_lock_holds_what_was_asked_for_with_hashes_and_no_address(name):
    lock = (ROOT / f"requirements/{name}.txt").read_text()
    pinned = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    with_hash = set(re.findall(r"^([a-z0-9-]+)==[^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE))
    asked = set(re.findall(r"^([a-z][a-z0-9-]*)", (ROOT / f"requirements/{name}.in").read_text(), re.MULTILINE))
    assert asked - pinned == set()
    assert with_hash == pinned
    assert "://" not in lock


def test_the_locks_agree():
    run, production, test = (locked(name) for name in ("run", "production", "test"))
    assert run.items() <= production.items() <= test.items()


NOT_INSTALLED = """
import sys
sys.modules.update(dict.fromkeys(sys.argv.pop(1).split(",")))  # to import one of these fails
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""


@pytest.mark.slow
@pytest.mark.once
def test_one_process_on_sqlite_needs_nothing_of_production(tmp_path):
    """This environment holds the libraries of both: those that `dev.py run` does not install are hidden."""
    hidden = {name.replace("-", "_") for name in locked("production").keys() - locked("run").keys()}
    assert {"psycopg", "redis", "gunicorn"} <= hidden
    command = [sys.executable, "-c", NOT_INSTALLED, ",".join(sorted(hidden))]
    environment = {
        "PATH": os.environ["PATH"],
        "ESPACE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for order in (["migrate", "--verbosity=0"], ["rebuild_search"], ["check"]):
        done = subprocess.run([*command, *order], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]


def locked(name):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE))


# ---- The whole thing ----------------------------------------------------------------------


@contextmanager
def running_demo(data, port, log):
    command = [sys.executable, ROOT / "dev.py", "run", "--port", str(port), "--data", data]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            services.end(process)


def wait_for_answer(port, process, within):
    """Return the seconds until the home page answers."""
    begun = time.monotonic()
    while time.monotonic() - begun < within and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/", timeout=within) as answer:
                assert answer.status == 200
                return time.monotonic() - begun
        except OSError:
            time.sleep(0.02)
    return None


def stop(process, how=signal.SIGINT):
    begun = time.monotonic()
    process.send_signal(how)
    return process.wait(60), time.monotonic() - begun


@pytest.mark.slow
@pytest.mark.servers
def test_run_serves_a_demo_and_a_second_start_answers_within_3_seconds(tmp_path):
    port, log, data = services.free_port(), tmp_path / "log", tmp_path / "data"
    with running_demo(data, port, log) as first:
        assert wait_for_answer(port, first, within=300), log.read_text()
        assert stop(first)[0] == 0, log.read_text()
    with running_demo(data, port, log) as second:
        seconds = wait_for_answer(port, second, within=300)
        code, to_stop = stop(second)
    said = log.read_text()
    complaints = [word for word in ("Traceback", "Warning") if word in said]
    assert (code, said.count("Demo content loaded"), complaints) == (0, 1, []), said
    assert f"http://localhost:{port}" in said
    # Promised on a quiet machine; here other tests and whatever else runs share its cores.
    load = max(2, os.getloadavg()[0] / os.cpu_count())
    assert (seconds < 3 * load, to_stop < 3 * load) == (True, True), (seconds, to_stop, load)
