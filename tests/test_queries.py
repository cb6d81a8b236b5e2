"""A page asks the database the same few questions whether it shows one row or thirty, and never counts the site."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.companies import actions as companies
from bookmarks.actions import keep
from chat.actions import react, read_room
from chat.group_actions import invite
from chat.models import RoomBan
from forum.following.actions import follow
from moderation.models import Decision, Report
from networking.contact_actions import keep_contact
from networking.live_actions import enter
from networking.models import Pairing
from networking.planning import plan
from networking.poll_actions import answer_poll, end_poll, start_poll
from networking.table_actions import add_table, sit_down
from networking.talk_actions import ask, raise_hand
from notifications.actions import notify
from tests.build import (
    make_board,
    make_company,
    make_group_room,
    make_message,
    make_post,
    make_room,
    make_session,
    make_tag,
    make_thread,
    make_user,
    register,
)

pytestmark = [pytest.mark.slow, pytest.mark.once]
MOST = 12
DAY = timedelta(days=1)
# BEGIN, COMMIT and SAVEPOINT ask nothing.
QUESTION = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
COUNTS_THE_SITE = re.compile(r"COUNT\(.*(forum_post|forum_thread|chat_message)", re.IGNORECASE)
# What one has not read yet is counted from there on: the plans say how many rows that takes (test_plans.py).
FROM_A_READING_ON = re.compile(
    r'COUNT\(U0\."id"\) AS "n" FROM "chat_message(mention)?" U0( INNER JOIN .*?)? WHERE \(U0\."number" > '
)


def most(page):
    """The search asks each kind that it found for its rows, and each facet for its names; the bell each kind too."""
    if page == "plan a session":  # what its form offers, and what the copied session says
        return 14
    if page == "console of the tables":  # a session, its parts, its tables, who is there and what each has said
        return 14
    # A session, its parts, what is said to everyone, a room and whom one meets in a round at once.
    if page.startswith("session while it is on"):
        return 30
    return 17 if page.startswith(("search", "notifications")) else MOST


class Site:
    """One row of everything, then as many more as `grow` is told."""

    def __init__(self):
        self.size = 0
        self.company = make_company("Usine témoin", region="Mauricie")
        self.reader = make_user("Camille Gauthier", company=self.company)
        self.moderator = make_user("Sylvie Desrosiers", company=self.company)
        self.reader.memberships.update(in_charge=True)
        self.moderator.user_permissions.add(Permission.objects.get(codename="moderate_room"))
        self.tag, self.board, self.room = make_tag(), self.add_board(), make_room()
        self.thread = make_thread(self.moderator, self.board, tags=[self.tag])
        self.group = make_group_room(self.reader)
        self.prolific = make_user("Prudence Roy")
        self.partner = make_company("Réseau témoin", is_partner=True)
        self.moderator.memberships.create(company=self.partner)
        self.session = make_session(self.moderator, partner=self.partner)
        rounds = {"kind": "rounds", "minutes": 90, "break_seconds": 20, "title_fr": "", "title_en": ""}
        self.live = make_session(self.moderator, partner=self.partner, starts_in=timedelta(0), agenda=[rounds])
        register(self.reader, self.live)
        for person in (self.moderator, self.reader):
            enter(person=person, session=self.live)
        self.over = make_session(self.moderator, partner=self.partner, starts_in=timedelta(0))
        self.come_to(self.over, self.reader)
        self.signed = make_thread(self.prolific, self.board, signed=True)
        self.grow()

    def add_board(self):
        return make_board(moderators=[self.moderator])

    def grow(self, rows=1):
        for n in range(self.size + 1, self.size + rows + 1):
            company = make_company(f"Usine {n}", region="Mauricie")
            author = make_user(f"Membre {n}", email=f"m{n}@example.org", company=company)
            colleague = make_user(f"Collègue {n}", email=f"c{n}@example.org", company=self.company)
            make_thread(author, self.board, tags=[self.tag, make_tag(f"mot {n}")])
            make_thread(self.prolific, self.board, tags=[self.tag])
            for what, target in (("author", author), ("company", company), ("tag", make_tag(f"suivi {n}"))):
                follow(person=self.reader, what=what, target=target)
            answered = make_thread(author, self.add_board(), tags=[self.tag])
            make_post(answered, author, f"[là]({self.thread.get_absolute_url()})")
            make_post(answered, colleague)
            make_post(self.signed, author)
            post = make_post(self.thread, author)
            message = make_message(self.room, author)
            invite(by=self.reader, room=self.group, people=[author])
            reply = make_message(self.group, author, reply_to=make_message(self.group, author))
            react(by=self.reader, message=reply, kind="done")
            react(by=author, message=message, kind="done")
            make_group_room(author, self.reader)
            for about in (answered, post, message):
                notify([self.reader], kind="bookmark", about=keep(person=self.reader, about=about))
            register(author, self.live)
            enter(person=author, session=self.live)
            self.pair()
            ask(person=author, session=self.live, text="Quel retour sur l’investissement?")
            raise_hand(person=author, session=self.live, on=True)
            said = {"topic_fr": f"Table {n}", "topic_en": "", "seats": 6, "video_url": ""}
            table = add_table(by=self.moderator, session=self.live, **said)
            for person in (author, self.reader, self.moderator):
                sit_down(person=person, table=table)
            self.poll(author)
            keep_contact(person=author, other=self.reader, session=self.live)
            keep_contact(person=self.reader, other=author, session=self.live)
            self.come_to(self.over, author)
            register(author, self.session, seeks="Un soudeur", sought_tags=[self.tag])
            register(self.reader, make_session(self.moderator, partner=self.partner))
            over = make_session(self.moderator, partner=self.partner)
            type(over).objects.filter(pk=over.pk).update(
                starts_at=timezone.now() - DAY * 2, ends_at=timezone.now() - DAY
            )
            RoomBan.objects.create(room=self.room, person=author, message=message)
            read_room(person=self.reader, room=make_room(name_fr=f"Salon {n}"), number=0)
            notify([self.reader, self.moderator], kind="decision", actor=None, about=post)
            companies.ask_to_join(person=author, company=self.company)
            companies.ask_to_join(person=author, company=make_company(f"Atelier {n}"))
            companies.invite(by=colleague, company=self.company)
            self.moderate(colleague, {"thread": answered}, {"post": post}, {"message": message}, {"person": author})
        self.size += rows

    def pair(self):
        """Let everyone who is there meet in a round that runs."""
        Pairing.objects.all().delete()
        self.live.rounds.update(planned_at=None)
        plan(self.live.rounds.select_related("session").first())

    def poll(self, author):
        poll = start_poll(
            by=self.moderator, session=self.live, question="Un robot?", choices=["Oui", "Non"], is_multiple=False
        )
        for person in (author, self.reader):
            answer_poll(person=person, poll=poll, chosen=[0])
        end_poll(by=self.moderator, poll=poll)

    def come_to(self, over, person):
        """Let someone have been in a session that ended yesterday."""
        now, session = timezone.now(), type(over).objects.filter(pk=over.pk)
        session.update(starts_at=now, ends_at=now + DAY)
        register(person, over)
        enter(person=person, session=over)
        session.update(starts_at=now - DAY * 2, ends_at=now - DAY)

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
                "forum:unread",
                "forum:followed",
                "forum:mine",
                "forum:following",
                "forum:choose_board",
                "chat:rooms",
                "bookmarks:list",
                "contacts:list",
                "contacts:cards",
                "networking:sessions",
                "networking:past",
                "accounts:companies",
                "notifications:list",
                "notifications:choices",
            )
        }
        shown["group"] = (reader, self.group.get_absolute_url())
        shown["about a group"] = (reader, reverse("chat:about", args=[self.group.slug]))
        shown["about a room, moderator"] = (moderator, reverse("chat:about", args=[self.room.slug]))
        latest = self.group.messages.order_by("-number").first()
        shown["reactions"] = (reader, reverse("chat:reactions", args=[latest.pk]))
        shown["invitation"] = (reader, f"{reverse('chat:invite', args=[self.group.slug])}?q=Collègue")
        for name, row in (
            ("board", self.board),
            ("tag", self.tag),
            ("thread", self.thread),
            ("signed thread", self.signed),
            ("room", self.room),
        ):
            shown[name] = (reader, row.get_absolute_url())
            shown[f"{name}, moderator"] = (moderator, row.get_absolute_url())
        shown["search around a thread"] = (reader, reverse("forum:related", args=[self.thread.pk]))
        shown["similar threads"] = (reader, f"{reverse('forum:similar')}?q=Quelle lame pour le 7075?")
        found = reverse("search:results")
        shown["search"] = (reader, f"{found}?q=lame")
        shown["search, companies"] = (reader, f"{found}?q=usine")
        shown["search, people"] = (reader, f"{found}?q=membre")
        shown["search, rooms"] = (reader, f"{found}?q=four")
        shown["search, narrowed"] = (reader, f"{found}?q=lame&type=post&board={self.board.slug}&since=year")
        shown["questions"] = (reader, f"{reverse('forum:latest')}?etat=a-resoudre")
        shown["questions of a board"] = (moderator, f"{self.board.get_absolute_url()}?etat=sans-reponse")
        shown["company"] = (reader, self.company.get_absolute_url())
        shown["company, moderator"] = (moderator, reverse("accounts:company", args=["atelier-1"]))
        shown["team"] = (reader, self.company.get_team_url())
        shown["join requests"] = (moderator, reverse("accounts:join_requests"))
        shown["person"] = (reader, moderator.get_absolute_url())
        for name in ("forum:person_threads", "forum:person_posts"):
            shown[name] = (reader, reverse(name, args=[self.prolific.pk]))
        shown["history"] = (reader, reverse("chat:history", args=[self.room.slug]))
        shown["thread since"] = (reader, f"{reverse('live:since')}?topic={self.thread.topic}&version=1")
        shown["room since"] = (reader, f"{reverse('live:since')}?topic={self.room.topic}&version=0")
        shown["post history"] = (reader, reverse("forum:history", args=[self.thread.posts.first().pk]))
        shown["home, moderator"] = (moderator, "/")
        shown["print"] = (reader, reverse("forum:print", args=[self.thread.pk]))
        shown["move"] = (moderator, reverse("forum:move", args=[self.thread.pk]))
        shown["session"] = (reader, self.session.get_absolute_url())
        shown["session while it is on"] = (reader, self.live.get_live_url())
        shown["console of the tables"] = (moderator, reverse("networking:console", args=[self.live.pk]))
        shown["session, host"] = (moderator, self.session.get_absolute_url())
        shown["session while it is on, host"] = (moderator, self.live.get_live_url())
        shown["summary of a session"] = (moderator, reverse("networking:summary", args=[self.over.pk]))
        shown["opinion of a session"] = (reader, reverse("networking:opinion", args=[self.over.pk]))
        shown["registrations of a session that is over"] = (moderator, self.over.get_registrations_url())
        shown["questions of a session"] = (moderator, reverse("networking:questions", args=[self.live.pk]))
        shown["people met"] = (moderator, reverse("networking:met", args=[self.live.pk]))
        shown["registrations"] = (moderator, self.session.get_registrations_url())
        shown["plan a session"] = (moderator, f"{reverse('networking:plan')}?copie={self.session.pk}")
        shown["register"] = (reader, reverse("networking:register", args=[self.session.pk]))
        shown["reports"] = (moderator, reverse("moderation:reports"))
        shown["log"] = (moderator, reverse("moderation:log"))
        return shown


def questions(browser, address):
    cache.clear()  # what was read for another page a moment ago is asked again
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
    everything = [(name, FROM_A_READING_ON.sub("", sql)) for name, queries in asked[1].items() for sql in queries]
    counted = {name: sql for name, sql in everything if COUNTS_THE_SITE.search(sql)}
    assert counted == {}
    one, thirty = ({name: len(queries) for name, queries in pages.items()} for pages in asked)
    more = {name: (one[name], thirty[name]) for name in one if one[name] != thirty[name]}
    assert not more
    assert {name: count for name, count in thirty.items() if count > most(name)} == {}
