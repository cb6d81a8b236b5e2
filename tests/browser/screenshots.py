"""Take the pictures of docs/screenshots anew from the demo content: `python -m tests.browser.screenshots`."""

import os
import sys
import tempfile
import time
from email import message_from_bytes, policy
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from demo.mailbox import END
from tests import services

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
HEIGHTS = {360: 740, 768: 1024, 1280: 800}
PATIENCE = 180  # seconds for the first email
PERSON, PASSWORD = "camille-gauthier@demo.invalid", "demo-aluminium"


def main():
    port = services.free_port()
    url = f"http://localhost:{port}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="espace-screenshots-") as data:
        environment = {**os.environ, "ESPACE_DATA": data, "DEMO": "1", "SITE_URL": url}
        command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port)]
        with (
            services.running(command, ready=lambda: answers(url), env=environment, cwd=ROOT),
            sync_playwright() as tool,
        ):
            browser = tool.chromium.launch(executable_path=services.find_chromium(), args=FLAGS)
            for width in HEIGHTS:
                for theme in ("light", "dark"):
                    take(browser, url, width, theme)
            take_email(browser, Path(data) / "emails")


def answers(url):
    try:
        return urlopen(f"{url}/healthz", timeout=5).status == 200
    except OSError:
        return False


def take(browser, url, width, theme):
    size = {"width": width, "height": HEIGHTS[width]}
    phone = width < 500
    context = browser.new_context(
        base_url=url, viewport=size, color_scheme=theme, locale="fr-CA", has_touch=phone, is_mobile=phone
    )
    page = context.new_page()
    shoot(page, "home", "/", width, theme)
    page.goto("/compte/connexion/")
    page.locator("[name=login]").fill(PERSON)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{url}/")
    page.goto("/babillards/automatisation/")
    thread = page.locator(".thread-title a").first.get_attribute("href")
    shoot(page, "home-member", "/", width, theme)
    shoot(page, "board", "/babillards/automatisation/", width, theme)
    shoot(page, "thread", thread, width, theme)
    page.goto("/fils/?etat=resolues")
    question = page.locator(".thread-title a", has_text="presse de 1987").get_attribute("href")
    shoot(page, "question", question, width, theme, at=".answer")
    shoot(page, "search", "/recherche/?q=presse+1987", width, theme)
    shoot(page, "notifications", "/notifications/", width, theme)
    shoot(page, "composer", "/babillards/automatisation/nouveau/", width, theme)
    shoot(page, "rooms", "/salons/", width, theme)
    shoot(page, "room", "/salons/automatisation/", width, theme)
    shoot(page, "security", "/compte/securite/", width, theme)
    shoot(page, "sessions", "/seances/", width, theme)
    page.locator("form[action$='/entrer/'] button").first.click()
    page.wait_for_url("**/direct/")
    shoot(page, "session", page.url, width, theme)
    shoot(page, "contacts", "/contacts/", width, theme)
    context.close()


def take_email(browser, folder):
    """Take the first email that tells Camille of the forum, as a telephone shows it."""
    deadline = time.monotonic() + PATIENCE
    while not (page := next(pages_in(folder), "")):
        if time.monotonic() > deadline:
            raise RuntimeError(f"No email has come into {folder}")
        time.sleep(1)  # it leaves with the first tick
    phone = browser.new_page(viewport={"width": 360, "height": HEIGHTS[360]}, is_mobile=True, has_touch=True)
    phone.set_content(page)
    phone.screenshot(path=FOLDER / "email-360-light.png")


def pages_in(folder):
    for path in sorted(folder.glob("*.log")):
        for raw in END.split(path.read_bytes()):
            message = message_from_bytes(raw, policy=policy.default)
            if message["List-Id"]:  # not the invitation of a company
                yield message.get_body(("html",)).get_content()


def shoot(page, name, address, width, theme, at=""):
    """Take one screen of a page: its head, or what stands `at` a selector in its middle."""
    page.goto(address)
    page.wait_for_timeout(1200)  # fonts, times, who is here
    if at:
        page.locator(at).evaluate("part => part.scrollIntoView({ block: 'center' })")
    # As one screen where it scrolls inside, whole otherwise; a fixed bar would cover the middle of a tall picture.
    page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png", full_page=False)


if __name__ == "__main__":
    main()
