"""Frames that are lost, doubled or swapped on the way to the servers, and pages that were away."""

import asyncio
import random

from live.database import in_thread
from tests.reliability.judge import expect
from tests.reliability.layers import lose
from tests.reliability.rig import until
from tests.reliability.scenarios import scenario


@scenario("30 % of frames lost, 10 % doubled, 10 % swapped")
async def lossy_layer(rig):
    seconds = 5 if rig.short else 30
    room, people = await rig.room(), await rig.people(10)
    pages = await rig.open_pages(room, people, 30)
    lose(lost=30, doubled=10, swapped=10)
    try:
        async with rig.load(pages[:5], every=0.25) as sent:
            await asyncio.sleep(seconds)
        took = await rig.settled(room, pages, 5)
    finally:
        lose()
    await rig.judge(room, pages, sent)
    return f"{len(sent)} messages, 30 pages right {took:.1f} s after the last"


@scenario("exactly the last frame lost, before the servers")
async def last_frame_lost(rig):
    rounds, worst = 3 if rig.short else 20, 0
    room, people = await rig.room(), await rig.people(10)
    pages = await rig.open_pages(room, people, 30)
    for number in range(rounds):
        await pages[0].send(f"Avant-dernier {number}")
        await rig.settled(room, pages, 1)  # by its frame: the sweep takes longer
        lose(lost=100)
        try:
            await pages[1].send(f"Dernier {number}")
            worst = max(worst, await rig.settled(room, pages, 5))
        finally:
            lose()
    await rig.judge(room, pages)
    return f"{rounds} times, 30 pages right within {worst:.1f} s"


@scenario("frames lost between server and page, the last one too", on=("postgresql",))
async def lost_after_the_server(rig):
    rounds, worst = 2 if rig.short else 10, 0
    room, people = await rig.room(), await rig.people(10)
    pages = await rig.open_pages(room, people, 20)
    for number in range(rounds):
        for page in pages:
            page.deaf_to = [random.random() < 0.3 for _ in range(4)] + [True]
        for step in range(5):
            await pages[step].send(f"Perdu {number}-{step}")
        worst = max(worst, await rig.settled(room, pages, 5))
    await rig.judge(room, pages)
    return f"{rounds} times 5 messages, the last lost by all 20 pages: right within {worst:.1f} s"


@scenario("absent for 0, 1, 199, 200, 201 and 10,000 changes; ahead of the head")
async def absent(rig):
    from tests.reliability.pages import Page

    most = 1_000 if rig.short else 10_000
    room, people = await rig.room(), await rig.people(2)
    figures = []
    for missed in (0, 1, 199, 200, 201, most):
        before = await in_thread(say_in_bulk, room, people[0][0], missed)
        page = Page(people[1][1], room, rig.ports, before)
        page.rows = await in_thread(rows_up_to, room, before)
        rig.pages.append(page.open())
        took = await rig.settled(room, [page], 5)
        expect(page.reloads == (missed > 200), f"{page.reloads} reloads after {missed} changes")
        if page.reloads:
            await rig.judge(room, [page])
        figures.append(f"{missed:,}: {took:.1f} s{' (list anew)' if page.reloads else ''}")
    ahead = Page(people[1][1], room, rig.ports, page.version + 1000)
    rig.pages.append(ahead.open())
    await until(lambda: ahead.reloads, rig.within(5), "a position ahead of the head is not reloaded")
    await rig.judge(room, [ahead])
    return ", ".join(figures) + "; ahead: list anew"


def say_in_bulk(room, author, count):
    """Store so many messages as while the page was away; return the version before them."""
    from django.utils import timezone

    from chat.bulk import MessageDraft, add_messages

    room.refresh_from_db()
    before = room.version
    if count:
        add_messages(room, [MessageDraft(author, f"Pendant l’absence {n}", timezone.now()) for n in range(count)])
    return before


def rows_up_to(room, version):
    from chat.models import Message

    rows = Message.objects.filter(room=room, version__lte=version)
    return {row.live_key: (row.version, None) for row in rows}
