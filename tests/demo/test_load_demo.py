import time
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import Company, Consent, User
from chat.models import Message, Room, may_moderate_rooms
from demo.accounts import ACCOUNTS, ADMINISTRATOR, PASSWORD
from demo.management.commands.load_demo import Command
from forum.models import Board, Post, Tag, TaggedThread, Thread
from tests.build import make_board

pytestmark = pytest.mark.slow


def test_everything_is_there(demo):
    counts = {model.__name__: model.objects.count() for model in (Board, Tag, Company, User, Thread, Room, Message)}
    assert counts == {"Board": 8, "Tag": 30, "Company": 24, "User": 41, "Thread": 60, "Room": 3, "Message": 600}
    assert Company.objects.filter(is_partner=True).count() == 4


def test_it_is_quick(db, demo_mode):
    start = time.perf_counter()
    call_command(Command(), verbosity=0)
    assert time.perf_counter() - start < 20


def test_counters_tell_what_is_there(demo):
    for thread in Thread.objects.all():
        posts = list(thread.posts.order_by("number"))
        numbers = list(range(1, len(posts) + 1))
        assert [post.number for post in posts] == [post.version for post in posts] == numbers
        assert (thread.version, thread.last_number, thread.visible_posts) == (len(posts),) * 3
        assert (thread.created_at, thread.author) == (posts[0].created_at, posts[0].author)
        assert (thread.last_posted_at, thread.last_poster) == (posts[-1].created_at, posts[-1].author)
    assert not TaggedThread.objects.exclude(last_posted_at__in=Thread.objects.values("last_posted_at")).exists()
    for board in Board.objects.all():
        assert board.visible_threads == board.threads.count() > 0
    for room in Room.objects.all():
        messages = list(room.messages.order_by("number"))
        numbers = list(range(1, len(messages) + 1))
        assert [message.number for message in messages] == [message.version for message in messages] == numbers
        assert (room.version, room.last_number, room.last_message_at) == (len(messages),) * 2 + (
            messages[-1].created_at,
        )


def test_it_is_rendered_like_what_people_send(demo):
    assert Post.objects.filter(html__contains="<strong>").exists()
    assert not Post.objects.filter(html="").exists()
    assert set(Post.objects.values_list("language", flat=True)) == {"fr", "en"}
    assert not Post.objects.filter(created_at__gt=timezone.now()).exists()
    assert not Post.objects.filter(created_at__lt=F("author__date_joined")).exists()


def test_the_demo_accounts_open(client, demo):
    for email, _who in ACCOUNTS:
        answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        client.logout()
    people = User.objects.exclude(email=ADMINISTRATOR)
    assert EmailAddress.objects.filter(user__in=people, verified=True, primary=True).count() == 40
    assert Consent.objects.filter(person__in=people, withdrawn_at=None).count() == 40


def test_roles_are_given(demo):
    sylvie, camille = (
        User.objects.get(email=f"{name}@demo.invalid") for name in ("sylvie-desrosiers", "camille-gauthier")
    )
    assert may_moderate_rooms(sylvie) and not may_moderate_rooms(camille)
    assert Board.objects.moderated_by(sylvie).exists()
    assert User.objects.get(email=ADMINISTRATOR).is_superuser
    assert not User.objects.exclude(email=ADMINISTRATOR).filter(is_staff=True).exists()


def test_some_messages_wait_to_be_read(demo):
    camille, noe = (User.objects.get(email=f"{name}@demo.invalid") for name in ("camille-gauthier", "noe-tremblay"))
    assert [room.unread for room in Room.objects.with_unread(camille).in_order()] == [6, 0, 14]
    assert [room.unread for room in Room.objects.with_unread(noe).in_order()] == [0, 9, 3]


def test_people_and_boards_speak_both_languages(demo):
    assert User.objects.get(name="Graham Whitlock").language == "en-ca"
    for board in Board.objects.all():
        assert all((board.name_fr, board.name_en, board.description_fr, board.description_en)), board.slug


def test_it_says_whom_to_sign_in_as(db, demo_mode):
    said = StringIO()
    call_command(Command(), stdout=said)
    assert all(email in said.getvalue() for email, _who in ACCOUNTS) and PASSWORD in said.getvalue()


def test_it_never_mixes_with_what_is_there(db, demo_mode):
    make_board()
    with pytest.raises(CommandError, match="holds content already"):
        call_command(Command())
    assert (Board.objects.count(), User.objects.count()) == (1, 0)


def test_public_passwords_stay_in_demo_mode(db, settings):
    assert not settings.DEMO
    with pytest.raises(CommandError, match="demo mode only"):
        call_command(Command())
    assert not User.objects.exists()
