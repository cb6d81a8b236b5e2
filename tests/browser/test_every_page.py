"""What holds on every page: for assistive technology, on a phone, on a slow line, in both languages and themes.

The pages are those of the table of access which answer their reader.
"""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from tests.access import READERS, rows

FIRST_LOAD = 100_000  # bytes, as they travel
# A session that is on holds a room, its rounds and what is said to everyone.
LARGER = {"networking:live live": 110_000}
SMALLEST_TARGET = 44  # px, on a phone
AXE_IS_THERE = Axe("null")  # half a megabyte of script, in the page already
# Who sees what nobody named after them may open.
VISITORS = {"guest": [], "member": [], "moderator": ["member"], "administrator": ["member", "moderator"]}
# The same pages again, of other boards.
REPEATED = ("private", "hidden")


def addresses_of(visitor, world):
    columns = [READERS.index(other) for other in VISITORS[visitor]]
    return {
        f"{name} {word}".strip(): reverse(name, args=world[word])
        for method, name, word, answers in rows()
        if method == "GET" and answers[READERS.index(visitor)] == "200" and not word.endswith(REPEATED)
        if not any(answers[column] == "200" for column in columns)
    }


@pytest.fixture
def open_in(open_page):
    """Return a function that opens a browser in one language, whoever reads."""

    def open_in(language, person):
        User.objects.update(language=language)
        page = open_page(person, None)
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "domain": "localhost", "path": "/"}
        page.context.add_cookies([cookie])
        page.emulate_media(reduced_motion="reduce")  # a colour on its way to another is neither
        return page

    return open_in


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page(open_in, world, people, visitor, language):
    page, found = open_in(language, people[visitor]), {}
    for name, address in addresses_of(visitor, world).items():
        if not page.context.request.get(address).body().lstrip().lower().startswith(b"<!doctype html"):
            continue  # what pages fetch is none itself, nor what feeds are read with
        with Wire(page) as wire:
            page.goto(address)
            page.wait_for_load_state("networkidle")
        found[name] = [*wire.complaints(LARGER.get(name, FIRST_LOAD)), *of_colours(page), *of_sizes(page)]
    assert {name: complaints for name, complaints in found.items() if complaints} == {}


def of_colours(page):
    """Yield what axe finds, in both themes: colours are all that differs between them."""
    yield from violations(page, Axe())
    page.emulate_media(color_scheme="dark")
    yield from violations(page, AXE_IS_THERE, runOnly=["cat.color"])
    page.emulate_media(color_scheme="light")


def violations(page, axe, **options):
    # What passes is not told in full: to name its elements takes as long as to judge them.
    options = {"resultTypes": ["violations"], **options}
    for rule in axe.run(page, options=options).response["violations"]:
        if rule["impact"] in ("serious", "critical"):
            yield rule["id"], rule["nodes"][0]["html"][:200]


def of_sizes(page):
    """Yield the widths at which the page scrolls sideways, and what is too small for a thumb."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for width in (768, 360):
        page.set_viewport_size({"width": width, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield "scrolls sideways at", width
    yield from page.evaluate(TOO_SMALL, SMALLEST_TARGET)
    page.set_viewport_size({"width": 1280, "height": 800})
    session.detach()  # and the mouse is back


# What a thumb meets is the box, and what ::after adds around it.
TOO_SMALL = """smallest => {
  const meets = (element) => {
    const box = element.getBoundingClientRect();
    const around = getComputedStyle(element, "::after");
    const grown = (side) => (around.position === "absolute" ? Math.max(0, -parseFloat(around[side]) || 0) : 0);
    const height = box.height + grown("top") + grown("bottom");
    const width = box.width + grown("left") + grown("right");
    return height >= smallest - 0.5 && width >= smallest - 0.5;
  };
  return [...document.querySelectorAll("button, .button, .button-icon, .nav-item, .menu-item, .input")]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width && !meets(element))
    .map((element) => element.outerHTML.slice(0, 120));
}"""


class Wire:
    """What travels while a page loads for the first time."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.size, self.hosts = 0, set()

    def __enter__(self):
        self.session.send("Network.enable")
        self.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.session.on("Network.requestWillBeSent", lambda event: self.note(event["request"]["url"]))
        self.session.on("Network.loadingFinished", self.weigh)
        return self

    def __exit__(self, *failure):
        self.session.detach()

    def note(self, address):
        if not address.startswith("data:"):
            self.hosts.add(urlsplit(address).hostname)

    def weigh(self, event):
        self.size += event["encodedDataLength"]

    def complaints(self, most):
        if self.size >= most:
            yield "bytes of the first load", self.size
        if self.hosts != {"localhost"}:
            yield "other hosts", self.hosts
