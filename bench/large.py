"""A process that fills a migrated database and says what there is to read: `python -m bench.large POSTS`.

Writes JSON: {"session": key, "pages": [{"page", "reader", "path", "queries"}], "thread": pk, "said": by make_posts}.
"""

import io
import json
import sys
from datetime import timedelta

import django

from bench.site import add_members

MEMBERS, ROOMS, NOTIFICATIONS = 60, 6, 30


def main():
    posts = int(sys.argv[1])
    django.setup()
    from django.core.management import call_command

    session = add_members(MEMBERS)[0]
    said = io.StringIO()
    call_command("make_posts", posts=posts, yes=True, unindexed=True, stdout=said)
    rooms = add_rooms(posts)
    pages = [page | {"queries": queries_of(page, session)} for page in pages_of(rooms[0])]
    print(json.dumps({"session": session, "pages": pages, "thread": longest().pk, "said": said.getvalue().strip()}))


def longest():
    from forum.models import Thread

    return Thread.objects.latest("visible_posts")


def add_rooms(posts):
    """Add rooms, a hundredth of the posts as messages of the first one, and what members have read and not."""
    from django.utils import timezone

    from accounts.models import User
    from chat.bulk import MessageDraft, add_messages
    from chat.models import RoomReading
    from forum.bulk import analyze
    from notifications.models import Notification
    from tests.build import make_room

    people = list(User.objects.order_by("pk")[:MEMBERS])
    rooms, start = [make_room(name_fr=f"Salon {n}") for n in range(ROOMS)], timezone.now() - timedelta(days=300)
    for room, count in zip(rooms, [max(posts // 100, 100), *[100] * ROOMS], strict=False):
        lines = [(people[n % 7], f"Ligne {n % 50} : on ajuste.", start + timedelta(minutes=n)) for n in range(count)]
        add_messages(room, [MessageDraft(*line) for line in lines])
        RoomReading.objects.bulk_create(RoomReading(room=room, person=person, number=count - 3) for person in people)
    Notification.objects.bulk_create(Notification(recipient=people[0], kind="decision") for _ in range(NOTIFICATIONS))
    analyze()
    return rooms


def pages_of(room):
    from django.urls import reverse

    from forum.reading import first_of_page

    thread = longest()
    address = thread.get_absolute_url()
    public = {
        "home": reverse("forum:home"),
        "board": thread.board.get_absolute_url(),
        # A member's own address would open at what is unread.
        "thread, first page": f"{address}?message=1",
        "thread, last page": f"{address}?message={first_of_page(thread.last_number)}",
    }
    for reader, shown in (("guest", public), ("member", public | {"room": room.get_absolute_url()})):
        yield from ({"page": name, "reader": reader, "path": path} for name, path in shown.items())


def queries_of(page, session):
    """Return how many queries a page asks; what a process or a session asks once is not counted."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client(SERVER_NAME="localhost", HTTP_X_FORWARDED_PROTO="https")
    if page["reader"] == "member":
        browser.cookies[settings.SESSION_COOKIE_NAME] = session
    browser.get(page["path"])
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(page["path"])
    if answer.status_code != 200:
        raise RuntimeError(f"{page}: {answer.status_code}")
    return len([query for query in asked if query["sql"].lstrip().startswith(("SELECT", "(SELECT", "WITH"))])


if __name__ == "__main__":
    main()
