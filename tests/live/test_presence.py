"""Who is here and who is writing."""

import pytest

from live import presence, publish, sockets, upkeep
from live.database import in_thread
from live.hub import hub_here
from live.presence import Here
from live.streams import parse_topic
from tests.sockets import open_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """Ten times a second instead of once: the same order of things, sooner."""
    monkeypatch.setattr(upkeep, "HERE_EVERY", 0.1)


async def test_pages_are_told_who_is_here_as_people_come_and_go(camille, noe, room):
    async with open_page(camille, room.topic) as page:
        alone = await page.receive_frame("presence")
        async with open_page(noe, room.topic):
            both = await page.receive_frame("presence")
        again = await page.receive_frame("presence")
    card = {"id": camille.pk, "name": "Camille Gauthier", "initials": "CG", "tone": camille.pk % 8}
    card |= {"photo": "", "company": "Extrusions du Fjord"}
    assert alone == {"topic": room.topic, "presence": {"count": 1, "people": [card]}} == again
    assert [one["id"] for one in both["presence"]["people"]] == [camille.pk, noe.pk]


async def test_person_with_two_tabs_is_here_once(camille, room):
    async with open_page(camille, room.topic) as page, open_page(camille, room.topic) as second:
        assert (await page.receive_frame("presence"))["presence"]["count"] == 1
        assert (await second.receive_frame("presence"))["presence"]["count"] == 1


async def test_page_that_comes_late_is_told_at_once(camille, noe, room):
    async with open_page(camille, room.topic) as page:
        await page.receive_frame("presence")
        async with open_page(noe, room.topic) as late:
            assert (await late.receive_frame("presence"))["presence"]["count"] == 1
            assert (await late.receive_frame("presence"))["presence"]["count"] == 2


async def test_another_process_tells_its_part_and_leaves(camille, room):
    other = {"id": 999, "name": "Zoé", "initials": "Z", "tone": 7, "company": ""}
    part = {"type": "hub.here", "hub": "other", "topic": room.topic, "ids": [999, camille.pk], "people": [other]}
    async with open_page(camille, room.topic) as page:
        await page.receive_frame("presence")
        publish.hand_over(parse_topic(room.topic), {**part, "ask": False})
        told = (await page.receive_frame("presence"))["presence"]
        assert (told["count"], [one["id"] for one in told["people"]]) == (2, [camille.pk, 999])
        publish.hand_over(parse_topic(room.topic), {**part, "ids": [], "people": [], "ask": False})
        assert (await page.receive_frame("presence"))["presence"]["count"] == 1


def test_ghost_of_a_process_that_died_leaves_after_a_while(monkeypatch):
    here = Here()
    here.hear({"hub": "dead", "ids": [1], "people": []})
    assert '"count":1' in here.frame("room:1", [])
    monkeypatch.setattr(presence, "PART_LIVES", -1)
    assert '"count":0' in here.frame("room:1", [])


def test_list_is_capped_and_the_count_is_not():
    here = Here()
    cards = [{"id": n, "name": f"P {n}", "initials": "P", "tone": 0, "company": ""} for n in range(50)]
    here.hear({"hub": "one", "ids": list(range(300)), "people": cards})
    here.hear(
        {"hub": "two", "ids": list(range(200, 400)), "people": [dict(card, id=card["id"] + 300) for card in cards]}
    )
    frame = here.frame("room:1", [])
    assert '"count":400' in frame
    assert frame.count('"initials"') == 50


async def test_others_are_told_who_is_writing(camille, noe, room):
    async with open_page(noe, room.topic) as other, open_page(camille, room.topic) as page:
        await page.send(type="typing", topic=room.topic)
        typing = {"topic": room.topic, "typing": {"id": camille.pk, "name": "Camille"}}
        assert await other.receive_frame("typing") == typing
        assert await page.hears_nothing()


async def test_writing_is_told_at_most_every_two_seconds(camille, noe, room, monkeypatch):
    async with open_page(noe, room.topic) as other, open_page(camille, room.topic) as page:
        for _ in range(5):
            await page.send(type="typing", topic=room.topic)
        await other.receive_frame("typing")
        assert await other.hears_nothing()
        monkeypatch.setattr(sockets, "TYPING_EVERY", 0)
        await page.send(type="typing", topic=room.topic)
        await other.receive_frame("typing")


async def test_writing_where_one_is_not_is_told_to_nobody(camille, noe, room):
    async with open_page(noe, room.topic) as other, open_page(camille) as page:
        await page.send(type="typing", topic=room.topic)
        assert await other.hears_nothing()


async def test_page_that_lags_hears_messages_but_no_courtesies(camille, noe, room, say, monkeypatch):
    monkeypatch.setattr(sockets, "MOST_UNACKNOWLEDGED", 4)
    async with open_page(camille, room.topic) as page:
        for number in range(1, 4):
            await in_thread(say, "encore")
            assert (await page.receive_frame())["version"] == number
        async with open_page(noe, room.topic) as other:
            await other.send(type="typing", topic=room.topic)
            assert await page.hears_nothing(0.5)
        [socket] = hub_here().people[camille.pk]
        assert socket.lags
