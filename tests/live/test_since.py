"""The same frames over HTTP, for pages whose socket does not work, and for guests."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.models import Room
from live import counters, streams
from live.views import once

URL = "/direct/depuis/"


def ask(browser, **query):
    return browser.get(URL, query)


def test_page_gets_the_frame_it_misses_in_its_language(room, say, camille, client_of):
    say("un")
    message = say("deux")
    answer = ask(client_of(camille), topic=room.topic, version=1)
    row = {"key": message.live_key, "version": 2, "html": "fr-ca deux"}
    assert answer.json() == {"frames": [{"topic": room.topic, "from": 1, "version": 2, "changes": [row]}]}
    assert "no-store" in answer["Cache-Control"]
    camille.language = "en-ca"
    camille.save()
    english = ask(client_of(camille), topic=room.topic, version=1).json()
    assert english["frames"][0]["changes"][0]["html"] == "en-ca deux"


def test_pages_that_poll_share_an_answer_until_the_head_moves(room, say, camille, noe, client_of):
    say("un")
    browsers = [client_of(person) for person in (camille, noe)]
    with CaptureQueriesContext(connection) as asked:
        first, second = (ask(browser, topic=room.topic, version=0).json() for browser in browsers)
    assert first == second
    assert sum('"chat_message"."version" >' in query["sql"] for query in asked) == 1
    say("deux")
    assert ask(browsers[0], topic=room.topic, version=0).json()["frames"][0]["version"] == 2


def test_threads_that_ask_together_read_once():
    asked, all_ask = [], threading.Barrier(4)

    def read():
        asked.append(1)
        # Those who came meanwhile have had the time to ask for themselves.
        threading.Event().wait(0.2)
        return "read"

    def ask():
        all_ask.wait()
        return once("key", read)

    with ThreadPoolExecutor(4) as threads:
        assert [future.result() for future in [threads.submit(ask) for _ in range(4)]] == ["read"] * 4
    assert len(asked) == 1
    assert once("key", lambda: "anew") == "anew"


def test_read_that_fails_fails_for_those_who_wait_and_is_tried_again():
    def fail():
        raise LookupError

    with pytest.raises(LookupError):
        once("key", fail)
    assert once("key", lambda: "anew") == "anew"


def test_page_at_the_head_gets_nothing(room, say, camille, client_of):
    say("un")
    assert ask(client_of(camille), topic=room.topic, version=1).json() == {"frames": []}


@pytest.mark.parametrize("version", ["7", str(2**63), "9" * 19])
def test_page_ahead_of_the_head_reloads(version, room, camille, client_of):
    answer = ask(client_of(camille), topic=room.topic, version=version)
    assert answer.json() == {"frames": [{"topic": room.topic, "reload": True}]}


@pytest.mark.parametrize("version", ["", "-1", "1.5", "x", "٣", "1e3", " 1", "9" * 20])
def test_malformed_version_is_refused(version, room, camille, client_of):
    assert ask(client_of(camille), topic=room.topic, version=version).status_code == 422


@pytest.mark.parametrize(
    "topic", ["", "room", "room:0", "room:-1", "room:999999", f"room:{2**63}", "nothing:1", "latest:1"]
)
def test_what_is_not_there_is_not_found(topic, room, camille, client_of):
    assert ask(client_of(camille), topic=topic, version=0).status_code == 404


def test_foreign_topic_is_not_found_like_an_absent_one(room, client_of):
    assert ask(client_of(None), topic=room.topic, version=0).status_code == 404


def test_guest_hears_what_guests_may_see(room, say, client_of, monkeypatch):
    open_to_all = dataclasses.replace(streams.kinds["room"], visible_to=lambda user: Room.objects.all())
    monkeypatch.setitem(streams.kinds, "room", open_to_all)
    say("un")
    assert ask(client_of(None), topic=room.topic, version=0).json()["frames"][0]["version"] == 1


def test_list_answers_with_its_hint(client_of, db):
    assert ask(client_of(None), topic="latest").json() == {"frames": [{"topic": "latest", "hint": True}]}


def test_only_get_is_allowed(client_of, db):
    assert client_of(None).post(URL).status_code == 405


def test_person_s_counters(camille, client_of, monkeypatch):
    monkeypatch.setattr(counters, "_counts", {"things": lambda ids: {camille.pk: 3}, "others": lambda ids: {}})
    answer = client_of(camille).get("/direct/compteurs/")
    assert answer.json() == {"counters": {"things": 3, "others": 0}}
    assert "no-store" in answer["Cache-Control"]
    assert client_of(None).get("/direct/compteurs/").json() == {"counters": {}}
