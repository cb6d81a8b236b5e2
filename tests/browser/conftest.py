"""A real server in a process of its own, which tests kill and start again, and real pages that must not complain.

The server and the tests share one database: the tests build what they need with the actions (tests/build.py) and
look at what was stored. What a test's own process publishes reaches the pages by the hub's sweep.
"""

import contextlib
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import expect, sync_playwright

from accounts.models import User
from tests import services
from tests.browser.pages import started

# Playwright's loop runs in the thread of the tests, which use the ORM beside it, never inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PATIENCE = 60  # seconds for the server to answer, static files collected meanwhile
# ms for what should be there at once: how fast that is, is measured elsewhere (bench, tests/reliability), on a machine
# that does nothing else.
BUSY = 20_000
expect.set_options(timeout=BUSY)
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# What the browser itself says of requests that fail: expected only in tests that cut the connection.
NETWORK = re.compile(r"net::ERR_|WebSocket connection to|Failed to fetch|responded with a status of (4|5)")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


class Server:
    """`manage.py serve` on a free port."""

    def __init__(self, folder, redis_url):
        self.data = folder
        self.redis_url = redis_url
        self.port = services.free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "server.log"
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server does not answer:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.1)

    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ESPACE_DATA": str(self.data),
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.redis_url,
            "SITE_URL": self.url,
            "SECRET_KEY": settings.SECRET_KEY,
            "SECOND_FACTOR_REQUIRED": "0",  # as in tests/settings.py
            "ESPACE_ADMIN_EMAIL": "admin@example.org",
            "ESPACE_ADMIN_PASSWORD": "ardoise-et-lin-5083",
        }

    def answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def kill(self):
        """End it as a crash would: nothing is finished, nobody is told."""
        self.process.kill()
        self.process.wait()

    def restart(self):
        self.kill()
        self.start()

    def stop(self):
        services.end(self.process)


def database_url():
    """Return the address of the tests' own database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture(scope="session")
def serving(django_db_setup, django_db_blocker, tmp_path_factory):
    """A server, and a Redis of its own: workers of one run share that of the settings.

    It remembers the keys of content types, which each flush makes again: the first is before it starts, and
    sequences begin anew with each test (open_page).
    """
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        connection.close()
    with contextlib.ExitStack() as stack:
        redis = stack.enter_context(services.private_redis()) if settings.REDIS_URL else ""
        server = Server(tmp_path_factory.mktemp("server"), redis)
        server.start()
        with django_db_blocker.unblock():
            User.objects.all().delete()  # its first administrator has the key of a test's first person
            connection.close()
        # What tests upload is read by the server.
        stack.enter_context(override_settings(MEDIA_ROOT=server.data / "files"))
        yield server
        server.stop()


@pytest.fixture
def server(serving):
    """The server, started again when the test before has left it dead."""
    if not serving.answers():
        serving.restart()
    return serving


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.find_chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(server, browser, django_db_reset_sequences):
    """Return a function that opens a page of a fresh browser, signed in or not, and waits for its scripts.

    Whatever a page complains of (an exception, the security policy, a missing file) fails the test;
    `open_page.cut = True` forgives what a cut connection or a refusal makes the browser say.
    """
    contexts, complaints = [], []

    def open_page(person=None, address="/", *, width=1280, height=800, dark=False, touch=False, **options):
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="fr-CA",
            timezone_id="America/Toronto",
            has_touch=touch,
            is_mobile=touch,
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(BUSY)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if person:
            sign_in(page, person)
        if address:
            page.goto(address)
            if options.get("java_script_enabled", True):
                started(page)
        return page

    open_page.cut = False
    yield open_page
    for context in contexts:
        context.close()
    unexpected = [said for said in complaints if not (open_page.cut and NETWORK.search(said))]
    assert unexpected == []


def sign_in(page, person):
    """Give the page's browser a session of this person, as signing in would."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}
    page.context.add_cookies([cookie])
