import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from live import publish


class Layer:
    """Stands where the layer's loop would be and keeps what is handed over."""

    def __init__(self):
        self.messages = []

    def put(self, group, message):
        self.messages.append(message)


@pytest.fixture
def rechecked(monkeypatch):
    """Return whose rights were to be checked again on open pages, in order."""
    layer = Layer()
    monkeypatch.setattr(publish, "outbox", lambda: layer)
    return lambda: [message["ids"] for message in layer.messages if message["type"] == "hub.recheck"]


@pytest.fixture
def queries():
    """Return how many questions a page asks the database."""

    def queries(browser, page):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(page).status_code == 200
        marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        return len([query for query in captured if not query["sql"].startswith(marks)])

    return queries
