"""Who may open a socket, what they may hear, and how that ends."""

import dataclasses
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from chat.models import Room
from live import streams, upkeep
from live.database import in_thread
from live.publish import recheck_rights, recheck_topic
from live.rights import heads_for
from tests.sockets import Page, open_page, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


async def closing_code_of(session_key):
    page = Page(session_key)
    assert await page.connect()
    try:
        return await page.receive_close()
    finally:
        await page.disconnect()


# ---- At the door ------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "a" * 32, "é\x00'; --", "a" * 5000, "../../x"])
async def test_absent_and_forged_sessions_are_told_to_sign_in(key, db):
    assert await closing_code_of(key) == 4401


async def test_expired_session_is_told_to_sign_in(camille):
    key = await in_thread(signed_in, camille)
    await in_thread(lambda: sessions().filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1)))
    assert await closing_code_of(key) == 4401


async def test_anonymous_session_is_told_to_sign_in(db):
    def anonymous():
        session = Client().session
        session["cart"] = "something"
        session.save()
        return session.session_key

    assert await closing_code_of(await in_thread(anonymous)) == 4401


async def test_inactive_person_is_told_to_sign_in(camille):
    key = await in_thread(signed_in, camille)
    await in_thread(change, camille, {"is_active": False})
    assert await closing_code_of(key) == 4401


async def test_suspended_person_is_told_so(camille):
    key = await in_thread(signed_in, camille)
    await in_thread(change, camille, {"suspended_until": timezone.now() + timedelta(days=1)})
    assert await closing_code_of(key) == 4403


@pytest.mark.parametrize(
    "origin",
    [
        False,
        "null",
        "",
        "https://example.com",
        "https://localhost:8000",
        "http://localhost",
        "http://localhost:8001",
        "http://localhost:99999999999999999999",
        "http://localhost:8000.example.com",
        "http://localhost:8000/",
        "http://[",
    ],
)
async def test_other_origins_are_refused_before_the_socket_opens(origin, camille):
    page = Page(await in_thread(signed_in, camille), origin=origin)
    assert not await page.connect()


async def test_other_paths_are_refused(camille):
    assert not await Page(await in_thread(signed_in, camille), path="/ws/x/").connect()


async def test_eleventh_socket_of_a_person_is_refused(camille, noe):
    key = await in_thread(signed_in, camille)
    pages = [Page(key) for _ in range(10)]
    for page in pages:
        assert await page.connect()
        assert "build" in await page.receive_frame()
    assert await closing_code_of(key) == 4429
    async with open_page(noe):
        pass
    for page in pages:
        await page.disconnect()


# ---- While it is open -------------------------------------------------------------------------


async def test_signing_out_closes_the_page_within_a_second(camille, noe, room, say):
    async with open_page(noe, room.topic) as other, open_page(camille, room.topic) as page:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = page.session_key
        await in_thread(client.logout)
        assert await page.receive_close() == 4401
        await in_thread(say, "sans elle")
        assert (await other.receive_frame())["version"] == 1


async def test_session_that_vanishes_without_a_word_closes_the_page_at_the_next_round(camille, monkeypatch):
    monkeypatch.setattr(upkeep, "RIGHTS_EVERY", 0.2)
    async with open_page(camille) as page:
        await in_thread(lambda: sessions().filter(pk=page.session_key).delete())
        assert await page.receive_close() == 4401


async def test_password_change_elsewhere_closes_the_page(camille):
    async with open_page(camille) as page:

        def change_password():
            camille.set_password("un-autre-mot")
            camille.save()
            recheck_rights([camille.pk])

        await in_thread(change_password)
        assert await page.receive_close() == 4401


async def test_suspension_closes_the_page(camille, noe):
    async with open_page(camille) as page, open_page(noe) as other:
        await in_thread(change, camille, {"suspended_until": timezone.now() + timedelta(days=1)})
        recheck_rights([camille.pk])
        assert await page.receive_close() == 4403
        assert await other.hears_nothing()


async def test_deleted_person_s_page_is_closed(camille):
    async with open_page(camille) as page:
        await in_thread(camille.delete)
        recheck_rights()
        assert await page.receive_close() == 4401


async def test_news_that_overtakes_its_commit_is_checked_again(camille):
    async with open_page(camille) as page:
        recheck_rights([camille.pk])
        assert await page.hears_nothing(0.2)
        await in_thread(lambda: sessions().filter(pk=page.session_key).delete())
        assert await page.receive_close() == 4401


async def test_topic_not_visible_any_more_is_gone_and_the_socket_stays(camille, noe, room, say, only_for):
    only_for(camille, noe)
    async with open_page(camille, room.topic) as page, open_page(noe, room.topic) as other:
        only_for(noe)
        await in_thread(recheck_topic, room.topic)
        assert await page.receive_frame() == {"topic": room.topic, "gone": True}
        await in_thread(say, "sans elle")
        assert (await other.receive_frame())["version"] == 1
        assert await page.hears_nothing()


async def test_foreign_removed_and_absent_topics_give_the_same_answer(camille, noe, room, only_for):
    only_for(noe)
    topics = [room.topic, "room:999999", "room:-1", "room:0", "room:01", f"room:{2**63}", f"room:{2**63 - 1}", "room"]
    topics += ["board:999999", "nothing:1", "latest:1", "", "room:٣", "room:1\n", "\ud800", "__class__:1"]
    async with open_page(camille) as page:
        for topic in topics:
            await page.send(type="join", topic=topic, version=0)
            assert await page.receive_frame() == {"topic": topic, "gone": True}


async def test_many_people_and_topics_are_asked_in_one_query_per_kind(
    camille, noe, room, django_assert_num_queries, only_for
):
    other = await in_thread(lambda: Room.objects.create(slug="presse", name_fr="Presse"))
    only_for(camille)
    topics = [streams.parse_topic(one.topic) for one in (room, other)]
    questions = [(person, topic) for person in (camille, noe) for topic in topics]

    def ask():
        with django_assert_num_queries(1):
            return heads_for(questions)

    assert await in_thread(ask) == [0, 0, None, None]
    only_for(camille, noe)
    assert await in_thread(ask) == [0, 0, 0, 0]


# ---- Helpers ----------------------------------------------------------------------------------


@pytest.fixture
def only_for(plain_rows, monkeypatch):
    """Make rooms visible to these people only, from each call on."""
    allowed = set()

    def visible_to(user):
        return Room.objects.all() if user.pk in allowed else Room.objects.none()

    def only_for(*people):
        allowed.clear()
        allowed.update(person.pk for person in people)

    monkeypatch.setitem(streams.kinds, "room", dataclasses.replace(streams.kinds["room"], visible_to=visible_to))
    return only_for


def sessions():
    return import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects


def change(user, fields):
    type(user)._default_manager.filter(pk=user.pk).update(**fields)
