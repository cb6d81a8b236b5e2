"""Rights that end while a person has three tabs open on all servers."""

import asyncio
import time
from datetime import timedelta

from live.database import in_thread
from tests.reliability.judge import expect
from tests.reliability.rig import until
from tests.reliability.scenarios import scenario


# On SQLite nobody but the server itself tells its pages: tests/live/test_rights.py ends rights there.
@scenario("rights that end: three tabs each", on=("postgresql",))
async def rights_end(rig):
    return await each_ending(rig, within=1)


@scenario("rights that end, without Redis", on=("postgresql",), in_short=())
async def rights_end_without_redis(rig):
    await asyncio.to_thread(rig.redis.kill)
    try:
        return await each_ending(rig, within=15)
    finally:
        await asyncio.to_thread(rig.redis.start)


@scenario("absent while the right was lost, or the room removed", in_short=("postgresql", "sqlite"))
async def lost_meanwhile(rig):
    from tests.reliability.pages import Page

    [(person, key), (other, _key)] = await rig.people(2)
    thread, room = await in_thread(private_thread, person, other), await rig.room()
    await in_thread(person.groups.clear)
    await in_thread(type(room).objects.filter(pk=room.pk).delete)
    pages = [Page(key, stream, rig.ports, stream.version).open() for stream in (thread, room)]
    rig.pages += pages
    start = time.monotonic()
    await until(lambda: all(page.gone for page in pages), rig.within(5), "pages were not told")
    expect(all(page.is_live and not page.rows for page in pages), "a page was closed, or shown something")
    return f"both told that it is gone, after {time.monotonic() - start:.1f} s"


async def each_ending(rig, within):
    figures = []
    for name, (end, code) in ENDINGS.items():
        room, [(person, key), other] = await rig.room(), await rig.people(2)
        if code is None:
            stream = await in_thread(lambda: private_thread(person, other[0], moderates=end is lose_role))  # noqa: B023
        else:
            stream = room
        tabs = await rig.open_pages(stream, [(person, key)], 3)
        staying = await rig.open_pages(stream if code else room, [other], 2)
        await asyncio.sleep(0.5)
        start = time.monotonic()
        await end(rig, person, key, tabs[0])
        if code:
            await until(
                lambda tabs=tabs: all(tab.is_out for tab in tabs), rig.within(within), f"{name}: tabs still open"
            )
            expect({tab.closes[-1] for tab in tabs} == {code}, f"{name}: closed with {[tab.closes for tab in tabs]}")
        else:
            await until(lambda tabs=tabs: all(tab.gone for tab in tabs), rig.within(within), f"{name}: tabs still hear")
        figures.append(f"{name} {time.monotonic() - start:.1f} s")
        expect(all(page.is_live for page in staying), f"{name}: others were closed too")
        await rig.close_pages()
    return ", ".join(figures)


async def log_out(rig, person, key, tab):
    status, _ = await tab.request("POST", "/compte/deconnexion/")
    expect(status == 302, f"logout answered {status}")


async def change_password(rig, person, key, tab):
    from accounts.actions import change_password

    await in_thread(lambda: change_password(person=person, password="une-autre-phrase-6063"))


async def suspend(rig, person, key, tab):
    from django.utils import timezone

    from accounts.actions import suspend
    from tests.build import make_user

    def decide():
        chief = make_user("Chef", email=f"{time.monotonic()}@example.org", is_superuser=True, is_staff=True)
        suspend(by=chief, person=person, until=timezone.now() + timedelta(days=1))

    await in_thread(decide)


async def close_account(rig, person, key, tab):
    from accounts.actions import close_account

    await in_thread(lambda: close_account(person=person))


async def leave_group(rig, person, key, tab):
    from live.publish import recheck_rights

    def remove():
        person.groups.clear()
        recheck_rights([person.pk])

    await in_thread(remove)


async def lose_role(rig, person, key, tab):
    """Who moderated a private board does not any more."""
    from forum.models import Board
    from live.publish import recheck_rights

    def take_away():
        Board.moderators.through.objects.filter(user=person).delete()
        recheck_rights([person.pk])

    await in_thread(take_away)


def private_thread(person, other, *, moderates=False):
    """A thread that only a group reads: this person is in it, or moderates the board."""
    from uuid import uuid4

    from django.contrib.auth.models import Group

    from tests.build import make_board, make_thread

    group = Group.objects.create(name=f"Groupe {uuid4()}")
    board = make_board(name_fr="Privé", readable_by="groups", writable_by="groups")
    board.readable_groups.add(group)
    board.writable_groups.add(group)
    for one in (person, other):
        one.groups.add(group)
    thread = make_thread(person, board)
    if moderates:
        person.groups.clear()
        board.moderators.add(person)
    return thread


# Ending, and the code that tells the page; None: the topic is gone, the page stays.
ENDINGS = {
    "logout": (log_out, 4401),
    "password": (change_password, 4401),
    "suspension": (suspend, 4403),
    "account closed": (close_account, 4401),
    "group left": (leave_group, None),
    "role lost": (lose_role, None),
}
