"""A page asks the database the same few questions whether it shows one row or thirty, and never counts the site."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chat.actions import read_room
from moderation.models import Decision, Report
from notifications.actions import notify
from tests.build import make_board, make_company, make_message, make_post, make_room, make_tag, make_thread, make_user

pytestmark = pytest.mark.slow
MOST = 12
# BEGIN, COMMIT and SAVEPOINT ask nothing.
QUESTION = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
COUNTS_THE_SITE = re.compile(r"COUNT\(.*(forum_post|forum_thread|chat_message)", re.IGNORECASE)


class Site:
    """One row of everything, then as many more as `grow` is told."""

    def __init__(self):
        self.size = 0
        self.company = make_company("Usine témoin", region="Mauricie")
        self.reader = make_user("Camille Gauthier", company=self.company)
        self.moderator = make_user("Sylvie Desrosiers", company=self.company)
        self.moderator.user_permissions.add(Permission.objects.get(codename="moderate_room"))
        self.tag, self.board, self.room = make_tag(), self.add_board(), make_room()
        self.thread = make_thread(self.moderator, self.board, tags=[self.tag])
        self.grow()

    def add_board(self):
        return make_board(moderators=[self.moderator])

    def grow(self, rows=1):
        for n in range(self.size + 1, self.size + rows + 1):
            company = make_company(f"Usine {n}", region="Mauricie")
            author = make_user(f"Membre {n}", email=f"m{n}@example.org", company=company)
            colleague = make_user(f"Collègue {n}", email=f"c{n}@example.org", company=self.company)
            make_thread(author, self.board, tags=[self.tag, make_tag(f"mot {n}")])
            answered = make_thread(author, self.add_board(), tags=[self.tag])
            make_post(answered, colleague)
            post = make_post(self.thread, author)
            message = make_message(self.room, author)
            read_room(person=self.reader, room=make_room(name_fr=f"Salon {n}"), number=0)
            notify([self.reader, self.moderator], kind="decision", actor=None, about=post)
            self.moderate(colleague, {"thread": answered}, {"post": post}, {"message": message}, {"person": author})
        self.size += rows

    def moderate(self, reporter, *targets):
        until = timezone.now()
        for target in targets:
            Report.objects.create(reporter=reporter, reason="Hors sujet", **target)
            fields = {"kind": "suspend", "until": until} if "person" in target else {"kind": "hide"}
            Decision.objects.create(moderator=self.moderator, reason="Hors sujet", **fields, **target)

    def pages(self):
        """Return {name: (who reads, address)}."""
        reader, moderator = self.reader, self.moderator
        shown = {
            name: (reader, reverse(name))
            for name in (
                "forum:home",
                "forum:boards",
                "forum:latest",
                "forum:choose_board",
                "chat:rooms",
                "accounts:companies",
                "notifications:list",
            )
        }
        for name, row in (("board", self.board), ("tag", self.tag), ("thread", self.thread), ("room", self.room)):
            shown[name] = (reader, row.get_absolute_url())
            shown[f"{name}, moderator"] = (moderator, row.get_absolute_url())
        shown["company"] = (reader, self.company.get_absolute_url())
        shown["person"] = (reader, moderator.get_absolute_url())
        shown["history"] = (reader, reverse("chat:history", args=[self.room.slug]))
        shown["thread since"] = (reader, f"{reverse('live:since')}?topic={self.thread.topic}&version=1")
        shown["room since"] = (reader, f"{reverse('live:since')}?topic={self.room.topic}&version=0")
        shown["home, moderator"] = (moderator, "/")
        shown["reports"] = (moderator, reverse("moderation:reports"))
        shown["log"] = (moderator, reverse("moderation:log"))
        return shown


def questions(browser, address):
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address)
    assert answer.status_code == 200, address
    return [query["sql"] for query in captured if QUESTION.match(query["sql"])]


@pytest.fixture
def asked(db, client_of):
    """Return {page: its questions} for one row of everything, then for thirty."""
    site = Site()

    def ask():
        browsers = {person: client_of(person) for person in (site.reader, site.moderator)}
        for person, address in site.pages().values():
            browsers[person].get(address)  # what is asked once for the whole process is asked now
        return {name: questions(browsers[person], address) for name, (person, address) in site.pages().items()}

    one = ask()
    site.grow(29)
    return one, ask()


def test_thirty_rows_cost_what_one_costs_and_nothing_is_counted(asked):
    counted = {name: sql for name, queries in asked[1].items() for sql in queries if COUNTS_THE_SITE.search(sql)}
    assert counted == {}
    one, thirty = ({name: len(queries) for name, queries in pages.items()} for pages in asked)
    more = {name: (one[name], thirty[name]) for name in one if one[name] != thirty[name]}
    assert not more
    assert {name: count for name, count in thirty.items() if count > MOST} == {}
