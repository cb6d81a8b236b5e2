"""What the tests of the pages of moderation ask for, and in which words."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.actions import decide, report

HTMX = {"HTTP_HX_REQUEST": "true"}
REASON = {"reason": "Publicité cachée."}


def text_of(answer):
    return answer.content.decode()


def flag(lea, target, reason="Publicité cachée."):
    return report(reporter=lea, target=target, reason=reason)


def hide(sylvie, target):
    return decide(moderator=sylvie, kind="hide", target=target, reason="Hors sujet.")


def queries_of(browser, address):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len([q for q in queries if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])
