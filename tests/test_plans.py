"""What each page reads on PostgreSQL when the site holds 200,000 posts: never a whole table.

One test visits every list and page, asks PostgreSQL how it executes each of their queries (EXPLAIN ANALYZE), and
fails with all the steps that read too much. On SQLite nothing of this can be seen: run it with dev.py test, or
with DATABASE_URL naming a PostgreSQL server.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Company, Membership, User
from bookmarks.models import Bookmark
from chat.bulk import MessageDraft, add_messages
from chat.models import Message, Room, RoomReading
from content import places
from content.models import Attachment, AttachmentUse
from content.paging import cursor_of
from forum.bulk import analyze
from forum.models import Board, Post, PostLink, Tag, Thread, ThreadReading
from forum.questions.lists import Stage
from moderation.models import Decision, Report, author_of
from notifications.models import Notification
from tests.build import make_room, make_user

pytestmark = [pytest.mark.slow, pytest.mark.servers]

POSTS, LONGEST, MESSAGES = 200_000, 20_000, 10_000
COMPANIES, PEOPLE, NOTIFICATIONS, CASES, READ, FILES, KEPT = 1400, 1500, 3000, 3000, 3000, 4000, 2000
MOST_ROWS = 500
SEARCHES = ({"q": "mot7"}, {"q": "mot7 autre8"}, {"q": "mot7 autre7", "type": "post", "since": "year"})
SCANS = ("Seq Scan", "Parallel Seq Scan")


@dataclass
class Site:
    """A large site, and four kinds of readers."""

    member: User
    moderator: User
    administrator: User
    longest: Thread
    room: Room

    @property
    def readers(self):
        return {"guest": None, "member": self.member, "moderator": self.moderator, "administrator": self.administrator}


@pytest.fixture
def site(transactional_db):
    return build_site()


def build_site():
    assert connection.vendor == "postgresql", "The plans are PostgreSQL's: run this with dev.py test."
    companies = Company.objects.bulk_create(
        Company(name=f"Usine {n}", folded_name=f"usine {n}", slug=f"usine-{n}", region=f"Région {n % 17}")
        for n in range(COMPANIES)
    )
    people = User.objects.bulk_create(
        User(email=f"p{n}@example.org", name=f"Personne {n}", company=companies[n % COMPANIES]) for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(Membership(person=person, company_id=person.company_id) for person in people)
    call_command("make_posts", posts=POSTS, longest=LONGEST, yes=True, unindexed=True, verbosity=0)
    member, moderator = make_user("Camille Gauthier"), make_user("Sylvie Desrosiers")
    administrator = make_user("Admin Istration", is_staff=True, is_superuser=True)
    close_some_boards(moderator)
    room = fill_rooms(member, moderator)
    fill_readings(member)
    solve_some()
    fill_notifications(member)
    fill_bookmarks(member)
    fill_moderation(member, moderator)
    fill_attachments(member)
    fill_search()
    fill_links()
    analyze()
    return Site(member, moderator, administrator, Thread.objects.get(visible_posts=LONGEST), room)


def close_some_boards(moderator):
    """Two boards of eight are for members, one for a group to which neither member nor moderator belongs."""
    longest = Board.objects.get(threads__visible_posts=LONGEST)
    first, second, third, *_others = Board.objects.exclude(pk=longest.pk).in_order()
    for board, readers in ((first, "members"), (second, "members"), (third, "groups")):
        board.readable_by = readers
        board.save()
    third.readable_groups.add(Group.objects.create(name="Partenaires"))
    for board in (first, longest):
        board.moderators.add(moderator)
    some = Thread.objects.order_by("pk").values_list("pk", flat=True)[10:1000:9]
    Thread.objects.filter(pk__in=list(some)).update(hidden_at=timezone.now())


def fill_rooms(member, moderator):
    rooms = [make_room(name_fr=f"Salon {n}") for n in range(12)]
    start = timezone.now() - timedelta(minutes=MESSAGES)
    # Others than who reads the pages: nobody wrote thousands of messages after the last one that they read.
    others = list(User.objects.exclude(pk__in=[member.pk, moderator.pk]).order_by("pk")[:20])
    lines = [(others[n % 20], f"Ligne {n % 50} : on ajuste.", start + timedelta(minutes=n)) for n in range(MESSAGES)]
    for room, count in ((rooms[0], MESSAGES), (rooms[1], 500)):
        add_messages(room, [MessageDraft(*line) for line in lines[:count]])
    RoomReading.objects.bulk_create(
        RoomReading(room=room, person_id=pk, number=0)
        for room in rooms[:3]
        for pk in User.objects.order_by("pk").values_list("pk", flat=True)
    )
    moderator.user_permissions.add(Permission.objects.get(codename="moderate_room"))
    rooms[0].refresh_from_db()
    return rooms[0]


def fill_readings(member):
    """Who has read 3,000 threads, and follows or has left unread few of them."""
    threads = Thread.objects.order_by("pk")[:READ]
    ThreadReading.objects.bulk_create(
        ThreadReading(
            thread=thread,
            person=member,
            number=max(thread.last_number - (n % 20 == 0), 0),
            wrote=n % 30 == 0,
            watch="following" if n % 30 == 0 else "",
        )
        for n, thread in enumerate(threads)
    )


def solve_some():
    """Every third question has its answer; some wait for a first reply."""
    asked = Thread.objects.filter(kind="question", visible_posts__lt=LONGEST)
    solved = list(asked.order_by("pk").values_list("pk", flat=True)[::3])
    Thread.objects.filter(pk__in=solved).update(answered_at=F("last_posted_at"))
    asked.filter(answered_at=None, pk__in=[pk + 1 for pk in solved]).update(visible_posts=1)


def fill_notifications(member):
    people = [member.pk] * NOTIFICATIONS + list(User.objects.values_list("pk", flat=True)) * 3
    start = timezone.now() - timedelta(days=30)
    Notification.objects.bulk_create(
        Notification(recipient_id=pk, kind="decision", created_at=start + timedelta(seconds=n))
        for n, pk in enumerate(people)
    )


def fill_bookmarks(member):
    """Everyone keeps some posts, one person as many as one may; few of them with a reminder to come."""
    posts, start = list(Post.objects.order_by("pk")[:KEPT]), timezone.now()
    about = {"about_type": ContentType.objects.get_for_model(Post)}
    people = [*[member.pk] * KEPT, *User.objects.exclude(pk=member.pk).values_list("pk", flat=True)]
    Bookmark.objects.bulk_create(
        Bookmark(
            person_id=pk,
            about_id=posts[n % KEPT].pk,
            created_at=start - timedelta(minutes=n),
            remind_at=None if n % 100 else start + timedelta(days=1),
            **about,
        )
        for n, pk in enumerate(people)
    )


def fill_attachments(member):
    """A file in each of the latest messages and posts; two of them have a file on the disk too."""
    files = [Attachment(uploader=member, kind="pdf", name="plan.pdf", size=1, unused_since=None) for _ in range(FILES)]
    seen = Post.objects.filter(thread__board__readable_by="everyone", thread__hidden_at=None), Message.objects.all()
    rows = [(places.name_of(found.model), found.order_by("-pk")[: FILES // 2]) for found in seen]
    shown = [(name, row.pk) for name, found in rows for row in found]
    Attachment.objects.bulk_create(files)
    AttachmentUse.objects.bulk_create(
        AttachmentUse(attachment=file, place=place, row_id=pk) for file, (place, pk) in zip(files, shown, strict=True)
    )
    for file in (files[0], files[-1]):
        default_storage.save(file.path, ContentFile(b"%PDF-"))


def fill_search():
    """Index made-up words, each in a hundred posts and fifty threads: their own take a minute."""
    with connection.cursor() as cursor:
        for kind, different in (("post", 2000), ("thread", 500)):
            cursor.execute(
                f"INSERT INTO search_{kind} (id, words, title)"  # noqa: S608
                " SELECT id, format('mot%%s:1A autre%%s:2D', n, n)::tsvector, format('mot%%s', n)"
                f" FROM (SELECT id, id %% {different} AS n FROM forum_{kind}) AS row",
                [],
            )


def fill_links():
    """Each of the newest posts links to the thread of another; the thread of the pages is linked to by a few."""
    posts = list(Post.objects.order_by("-pk").values_list("pk", "thread")[: 2 * FILES])
    longest = Thread.objects.get(visible_posts=LONGEST)
    PostLink.objects.bulk_create(
        PostLink(post_id=pk, thread_id=longest.pk if n % 400 == 0 else posts[-n][1])
        for n, (pk, _thread) in enumerate(posts, start=1)
    )


def fill_moderation(member, moderator):
    posts = list(Post.objects.filter(number__gt=1).order_by("-pk")[:CASES])
    messages = list(Message.objects.order_by("-pk")[:CASES])
    people = list(User.objects.order_by("pk")[:CASES])
    threads = list(Thread.objects.order_by("pk")[:CASES])
    start = timezone.now() - timedelta(days=300)
    reports, decisions = [], []
    for n in range(CASES):
        what, rows = (("post", posts), ("message", messages), ("person", people), ("thread", threads))[n % 4]
        target = rows[n % len(rows)]
        about = {what: target, "concerned": author_of(target), "reason": "Hors sujet"}
        about["created_at"] = start + timedelta(minutes=n)
        # The log grows with the years, the queue does not.
        handled = {"handled_at": start, "handled_by": moderator} if n % 60 else {}
        reports.append(Report(reporter=member, **about, **handled))
        until = {"until": start} if what == "person" else {}
        decisions.append(Decision(moderator=moderator, kind="suspend" if until else "hide", **about, **until))
    Report.objects.bulk_create(reports)
    Decision.objects.bulk_create(decisions)


def addresses(site):
    """Yield (who reads, address) of every list, and of the pages that a thread or room of 20,000 has."""
    boards = [board for board in Board.objects.in_order() if board.readable_by == "everyone"]
    tag = Tag.objects.first()
    middle = Thread.objects.order_by("-last_posted_at").filter(hidden_at=None)[10_000]
    cursors = [{side: cursor_of(middle, "last_posted_at", "pk")} for side in ("before", "after")]
    places = ["", *("?" + urlencode(cursor, safe="%") for cursor in cursors)]
    long, room = site.longest, site.room
    post = long.posts.get(number=LONGEST // 2)
    since = {"topic": long.topic, "version": long.version - 150}
    public = [reverse("forum:home"), reverse("forum:boards"), reverse("accounts:companies")]
    public += [reverse("forum:latest") + place for place in places]
    public += [board.get_absolute_url() + place for board in boards[:2] for place in places]
    public += [tag.get_absolute_url() + place for place in places]
    for stage in Stage.values:
        chosen = ["?" + urlencode({"etat": stage}), *(f"{place}&{urlencode({'etat': stage})}" for place in places[1:])]
        public += [head + place for head in (reverse("forum:latest"), boards[0].get_absolute_url()) for place in chosen]
    public += [
        long.get_absolute_url() + place
        for place in ("", f"?message={LONGEST // 2}", f"?message={LONGEST - 5}", f"?before={LONGEST}", "?before=15")
    ]
    public += [post.get_absolute_url(), f"{reverse('live:since')}?{urlencode(since)}"]
    public += [reverse("forum:post_actions", args=[post.pk])]
    in_post, in_room = (
        AttachmentUse.objects.filter(place=name).order_by("pk") for name in ("forum.post", "chat.message")
    )
    public += [in_post.first().attachment.get_absolute_url()]
    public += [reverse("accounts:company", args=["usine-700"]), f"{reverse('accounts:companies')}?after=700"]
    public += [f"{reverse('accounts:companies')}?{urlencode({'region': 'Région 5', 'after': 700})}"]
    history, since = reverse("chat:history", args=[room.slug]), {"topic": room.topic, "version": room.version - 150}
    old = Notification.objects.filter(recipient=site.member).order_by("pk")[NOTIFICATIONS // 2]
    decision = Decision.objects.order_by("pk")[CASES // 2]
    members = [reverse("chat:rooms"), room.get_absolute_url(), f"{room.get_absolute_url()}?message={MESSAGES // 2}"]
    members += [
        f"{history}?avant={MESSAGES // 2}",
        f"{history}?avant=20",
        f"{reverse('live:since')}?{urlencode(since)}",
    ]
    members += [reverse("live:counters"), reverse("forum:choose_board"), site.moderator.get_absolute_url()]
    members += [in_room.last().attachment.get_absolute_url()]
    writer = long.author
    for name, rows, moment in (("threads", writer.threads, "last_posted_at"), ("posts", writer.posts, "created_at")):
        old = rows.order_by(moment)[rows.count() // 2]
        list_of_theirs = reverse(f"forum:person_{name}", args=[writer.pk])
        members += [list_of_theirs, f"{list_of_theirs}?before={cursor_of(old, moment, 'pk')}"]
    members += [reverse("chat:message_actions", args=[room.messages.get(number=MESSAGES // 2).pk])]
    members += [reverse("forum:followed") + place for place in places]
    notices = reverse("notifications:list")
    members += [notices, f"{notices}?before={cursor_of(old, 'created_at', 'pk')}"]
    kept, mine = reverse("bookmarks:list"), Bookmark.objects.filter(person=site.member).order_by("pk")[KEPT // 2]
    members += [kept, f"{kept}?rappels=a-venir", f"{kept}?before={cursor_of(mine, 'created_at', 'pk')}"]
    log = reverse("moderation:log")
    moderators = [reverse("moderation:reports"), log, f"{log}?before={cursor_of(decision, 'created_at', 'pk')}"]
    moderators += [reverse("moderation:decide", args=["post", post.pk, "hide"])]
    administrators = [reverse("admin:forum_thread_changelist"), reverse("admin:forum_post_changelist")]
    public += [f"{reverse('search:results')}?{urlencode(words)}" for words in SEARCHES]
    public += [reverse("forum:related", args=[long.pk])]
    members += [f"{reverse('forum:similar')}?{urlencode({'q': 'Mot7 autre7 mot8'})}"]
    for who in site.readers:
        shown = public + (members if who != "guest" else [])
        shown += moderators if who in ("moderator", "administrator") else []
        shown += administrators if who == "administrator" else []
        yield from ((who, address) for address in shown)


def queries_of(browser, address):
    """Visit an address and return its SELECTs as (SQL, parameters)."""
    seen = []

    def note(execute, sql, params, many, context):
        if sql.lstrip().startswith(("SELECT", "(SELECT", "WITH")):
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = browser.get(address)
    assert answer.status_code in (200, 302), (address, answer.status_code)
    return seen


def plan_of(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def steps(plan):
    yield plan
    for step in plan.get("Plans", []):
        yield from steps(step)


def excesses(plan, sizes):
    """Yield a line for each step of a plan that reads too much."""
    for step in steps(plan):
        removed = sum(count for name, count in step.items() if name.startswith("Rows Removed"))
        rows = (step["Actual Rows"] + removed) * step["Actual Loops"]
        table = step.get("Relation Name") or step.get("Index Name") or ""
        scans_all = step["Node Type"] in SCANS and sizes.get(table, 0) > MOST_ROWS
        if rows > MOST_ROWS or scans_all:
            yield f"{step['Node Type']} {table}: {rows:.0f} rows"


def sizes_of_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        return dict(cursor.fetchall())


def test_no_page_reads_a_whole_table(site):
    assert (Post.objects.count(), site.longest.last_number) == (POSTS, LONGEST)
    sizes, wrong, asked, known = sizes_of_tables(), {}, Counter(), set()
    whole = Post.objects.filter(body__contains="absent").order_by("created_at")[:1].query.sql_with_params()
    assert list(excesses(plan_of(*whole), sizes)), "A plan that reads everything must be seen."
    browsers = {}
    for who, person in site.readers.items():
        browsers[who] = Client()
        if person:
            browsers[who].force_login(person)
    for who, address in addresses(site):
        for sql, params in queries_of(browsers[who], address):
            asked[who] += 1
            # Every page asks some of the same; of a session, only the moment differs.
            question = (sql, repr([value for value in params or () if not isinstance(value, datetime)]))
            if question in known:
                continue
            known.add(question)
            for excess in excesses(plan_of(sql, params), sizes):
                wrong.setdefault(sql, []).append(f"{who} {address}: {excess}")
    assert all(asked[who] > 20 for who in site.readers), asked
    report = [f"\n{sql[:3000]}\n    " + "\n    ".join(lines[:12]) for sql, lines in wrong.items()]
    assert not report, f"{len(report)} queries read too much:\n{''.join(report)}"
