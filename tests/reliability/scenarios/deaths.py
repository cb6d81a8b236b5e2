"""Processes that die, and answers that are lost with them."""

import asyncio
import random
import time
from datetime import timedelta
from uuid import uuid4

from live.database import in_thread
from tests.reliability import faults
from tests.reliability.judge import expect
from tests.reliability.rig import until
from tests.reliability.scenarios import scenario
from tests.services import end


@scenario("kill -9 at random, under load", in_short=("postgresql", "sqlite"))
async def random_kills(rig):
    kills, count = (2, 20) if rig.short else (20, 50)
    room, people = await rig.room(), await rig.people(10)
    pages = await rig.open_pages(room, people, count)
    async with rig.load(pages[:10], every=0.5) as sent:
        for _ in range(kills):
            await asyncio.sleep(random.uniform(0.3, 1.5))
            server = random.choice(rig.servers)
            server.kill()
            await server.start()
    seconds = await rig.settled(room, pages, 40)
    stored = await rig.judge(room, pages, sent)
    return (
        f"{kills} kills, {len(sent)} acknowledged, {stored} stored, {count} pages right {seconds:.1f} s after the last"
    )


@scenario("death between counter and commit")
async def dies_before_commit(rig):
    return await dies_at(rig, "version taken", stored_by_then=0)


@scenario("death between commit and frame")
async def dies_before_frame(rig):
    return await dies_at(rig, "committed", stored_by_then=1)


async def dies_at(rig, place, stored_by_then):
    times = 1 if rig.short else 3
    room, people = await rig.room(), await rig.people(4)
    pages = await rig.open_pages(room, people, 8)
    sent = {}
    for number in range(times):
        faults.order(place, "kill")
        client_id, body = str(uuid4()), f"Au mauvais moment, {number}"
        sending = asyncio.create_task(pages[0].send(body, client_id))
        await until(lambda: faults.is_done(place), 10, "nobody died")
        await until(lambda: not all(server.is_running for server in rig.servers), 10, "nobody died")
        found = await in_thread(count_messages, room, client_id)
        expect(found == stored_by_then, f"{found} stored at the death, not {stored_by_then}")
        await rig.start_servers()
        await sending
        sent[client_id] = body
    seconds = await rig.settled(room, pages, 40)
    await rig.judge(room, pages, sent)
    return f"{times} times: stored {stored_by_then} at the death, once in the end; 8 pages right after {seconds:.1f} s"


def count_messages(room, client_id):
    from chat.models import Message

    return Message.objects.filter(room=room, client_id=client_id).count()


@scenario("answer cut after the commit", in_short=("postgresql", "sqlite"))
async def answer_cut(rig):
    times = 5 if rig.short else 30
    room, people = await rig.room(), await rig.people(4)
    pages = await rig.open_pages(room, people, 8)
    sent = {}
    for number in range(times):
        for server in rig.servers:
            server.proxy.answers_to_cut = 0
        target = random.choice(rig.servers)
        # Sockets are quiet meanwhile; should one be cut instead, its page comes back.
        target.proxy.answers_to_cut = 1
        client_id, body = str(uuid4()), f"Sans réponse, {number}"
        await pages[0].post(f"/salons/{room.slug}/envoyer/", port=target.proxy.port, body=body, client_id=client_id)
        await pages[0].send(body, client_id)
        sent[client_id] = body
    await rig.settled(room, pages, 40)
    await rig.judge(room, pages, sent)
    cut = pages[0].statuses.count(0)
    again = sum(status == 200 for status, _frames in pages[0].acknowledged.values())
    return f"{cut} answers cut, {again} sent again and answered as the first time, each stored once"


@scenario("each message three times at once, after an edit, a day later", in_short=("postgresql", "sqlite"))
async def three_times(rig):
    count = 10 if rig.short else 50
    room, people = await rig.room(), await rig.people(2)
    pages = await rig.open_pages(room, people, 6)
    tabs = pages[::2]  # of the same person
    address, sent = f"/salons/{room.slug}/envoyer/", {}
    for number in range(count):
        client_id, body = str(uuid4()), f"Trois fois, {number}"
        sent[client_id] = body

        async def all_at_once(client_id=client_id, body=body):
            ports = [rig.ports[tab % len(rig.ports)] for tab in range(3)]
            answers = await asyncio.gather(
                *(
                    tab.post(address, port=port, body=body, client_id=client_id)
                    for tab, port in zip(tabs, ports, strict=True)
                )
            )
            expect_equal(answers)
            return answers

        statuses = sorted(status for status, _ in await all_at_once())
        expect(statuses == [200, 200, 201], f"answers {statuses}")
        message = await in_thread(edited_a_day_later, client_id)
        edited = await all_at_once()
        expect({status for status, _ in edited} == {200}, "an edited message was stored again")
        frame = edited[0][1]["frames"][0]
        expect(frame["changes"][0]["version"] == message.version, "the answer is not the message's present state")
        status, _ = await tabs[0].post(address, body=f"{body}, autrement", client_id=client_id)
        expect(status == 409, f"another text under the same id: {status}")
    await rig.settled(room, pages, 10)
    stored = await rig.judge(room, pages, sent)
    expect(stored == count, f"{stored} stored")
    return f"{count} messages × 3 clients × 2: one row each, equal answers; another text: 409"


def edited_a_day_later(client_id):
    from django.utils import timezone

    from chat.actions import edit_message
    from chat.models import Message

    messages = Message.objects.filter(client_id=client_id)
    messages.update(created_at=timezone.now() - timedelta(days=1))
    message = messages.select_related("room", "author").get()
    return edit_message(by=message.author, message=message, body="Corrigé")


@scenario("clean restart under load", on=("postgresql",))
async def drain(rig):
    """As in production: gunicorn has the pages, the servers that are restarted have the sockets."""
    count, figures = 40 if rig.short else 200, {}
    async with rig.another_server("gunicorn") as pages_server:
        kinds = {"daphne": 4012} if rig.short else {"daphne": 4012, "uvicorn": 1012}
        for kind, code in kinds.items():
            await rig.serve_with(kind)
            room, people = await rig.room(), await rig.people(20)
            pages = await rig.open_pages(room, people, count)
            for page in pages:
                page.page_ports = [pages_server.proxy.port]
            async with rig.load(pages[:10], every=0.5) as sent:
                await asyncio.sleep(1)
                figures[kind] = [await restart(server, pages, rig.within(20)) for server in rig.servers]
            await rig.settled(room, pages, 10)
            await rig.judge(room, pages, sent)
            codes = {told for page in pages for told in page.closes}
            expect(codes == {code}, f"{kind} closed with {codes}")
            await rig.close_pages()
        await rig.serve_with("daphne")
    told = ", ".join(f"{kind} {max(seconds):.1f} s" for kind, seconds in figures.items())
    return f"{count} pages, each server stopped (told 4012, by uvicorn 1012) and started: all back: {told}"


async def restart(server, pages, within):
    """Stop a server as its service manager does and start it again; return after how long all pages were back."""
    start = time.monotonic()
    await asyncio.to_thread(end, server.process)
    await server.start()
    await until(lambda: all(page.is_live for page in pages), within, "pages do not come back")
    return time.monotonic() - start


def expect_equal(answers):
    """Those who sent the same at once are told the same, but for who came first."""
    bodies = [body for _status, body in answers]
    expect(all(body == bodies[0] for body in bodies), "answers differ")
