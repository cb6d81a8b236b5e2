"""What search makes of new words is found out before a thread or a room is locked: others wait for less."""

from functools import partial
from uuid import uuid4

import pytest

from chat import actions as chat
from forum import actions as forum
from search.analyser import terms_of
from tests.build import make_message, make_post

NEW = "Anodisation dure sulfurique, colmatage hydrothermique"
WORDS = 5


class Locks:
    """How many words the analyser had met before the first lock was taken, and how many it met after."""

    def __init__(self, monkeypatch):
        self.forget()
        for app in (forum, chat):
            monkeypatch.setattr(app, "next_version", partial(self.take, app.next_version))

    def forget(self):
        terms_of.cache_clear()
        self.before = None

    def take(self, next_version, *args, **changes):
        if self.before is None:
            self.before = terms_of.cache_info().misses
        return next_version(*args, **changes)

    @property
    def met(self):
        return self.before, terms_of.cache_info().misses - self.before


@pytest.fixture
def locks(monkeypatch):
    return Locks(monkeypatch)


def test_a_reply(thread, noe, locks):
    forum.post_reply(author=noe, thread=thread, body=NEW, client_id=uuid4())
    assert locks.met == (WORDS, 0)


def test_an_edited_reply(thread, noe, locks):
    post = make_post(thread, noe)
    locks.forget()
    forum.edit_post(by=noe, post=post, body=NEW)
    assert locks.met == (WORDS, 0)


def test_a_message_of_a_room(room, noe, locks):
    make_message(room, noe, NEW)
    assert locks.met == (WORDS, 0)
