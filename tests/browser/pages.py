"""What several tests ask of a page."""

import time

from playwright.sync_api import expect


def started(page):
    """Return a page that was just led to, once its scripts hear what one does: what needs no script works before."""
    expect(page.locator("body[data-started]")).to_be_attached()
    return page


def eventually(page, holds, within=20):
    """Wait for what no page shows: `holds()` tells it of the database, or of what left the page."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)
