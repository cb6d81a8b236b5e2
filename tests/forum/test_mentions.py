"""Mentions in posts: who is told, who is not, and never twice."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from accounts import mentions
from accounts.actions import close_account
from accounts.models import User
from forum.actions import edit_post
from forum.models import Board, Thread
from forum.moderating.actions import hide_post, hide_thread
from forum.permissions import readers_of, readers_of_board
from notifications.models import Notification
from tests.build import make_board, make_post, make_thread, make_user

pytestmark = pytest.mark.django_db


def call(*targets):
    return " ".join(f"@[{target}]({target.get_absolute_url()})" for target in targets)


def told():
    return sorted(Notification.objects.filter(kind="mention").values_list("recipient__name", flat=True))


@pytest.fixture
def committee(sylvie, camille):
    """A board that only its group, its moderator and administrators read."""
    board = make_board(name_fr="Comité", readable_by="groups", writable_by="groups", moderators=[sylvie])
    group = Group.objects.create(name="Comité")
    board.readable_groups.add(group)
    board.writable_groups.add(group)
    camille.groups.add(group)
    return board


def test_those_named_are_told_once_and_where(thread, camille, noe, lea, client_of):
    post = make_post(thread, noe, f"{call(camille, lea)} {call(lea)}")
    assert told() == ["Camille Gauthier", "Léa Bouchard"]
    page = client_of(lea).get("/notifications/").content.decode()
    assert "Noé Tremblay vous mentionne" in page
    assert thread.title in page
    row = Notification.objects.get(recipient=lea)
    assert client_of(lea).post(f"/notifications/{row.pk}/").url == post.get_absolute_url()


def test_the_first_message_of_a_thread_calls_too(board, camille, noe):
    make_thread(camille, board, body=f"Une idée, {call(noe)}?")
    assert told() == ["Noé Tremblay"]


def test_nobody_is_told_by_themselves_or_when_gone(thread, noe, lea):
    away = make_user("Ève Roy", is_active=False)
    close_account(person=lea)
    make_post(thread, noe, f"{call(noe, away)} @[Léa](/personnes/{lea.pk}/) @[Personne](/personnes/999999/)")
    assert told() == []


def test_only_those_who_may_read_are_told(committee, camille, noe, sylvie):
    make_thread(camille, committee, body=call(noe, sylvie))
    assert told() == ["Sylvie Desrosiers"]


def test_a_hidden_thread_calls_its_moderators_only(thread, board, sylvie, camille, noe):
    hide_thread(by=sylvie, thread=thread)
    thread.refresh_from_db()
    assert list(readers_of(thread)) == [sylvie]


def test_an_edit_tells_only_those_it_adds(thread, noe, camille, lea):
    post = make_post(thread, noe, call(camille))
    edit_post(by=noe, post=post, body="Rien.")
    edit_post(by=noe, post=post, body=call(camille, lea))
    assert told() == ["Camille Gauthier", "Léa Bouchard"]


def test_a_form_sent_twice_tells_once(thread, noe, camille):
    post = make_post(thread, noe, call(camille))
    assert make_post(thread, noe, call(camille), client_id=post.client_id) == post
    assert told() == ["Camille Gauthier"]


def test_a_company_calls_its_people_who_may_read(committee, camille, fjord, sylvie):
    make_user("Carl Roy", company=fjord)
    make_thread(sylvie, committee, body=call(fjord))
    assert told() == ["Camille Gauthier"]


def test_one_text_tells_a_limited_number_those_named_first(monkeypatch, thread, noe, lea, fjord):
    monkeypatch.setattr(mentions, "MOST_TOLD", 2)
    make_post(thread, noe, call(fjord))
    Notification.objects.all().delete()
    for n in range(3):
        make_user(f"Carl{n} Roy", company=fjord)
    make_post(thread, noe, call(fjord, lea))
    assert told() == ["Camille Gauthier", "Léa Bouchard"]


def test_a_crowd_is_refused_and_its_text_kept(client_of, thread, noe, camille):
    crowd = " ".join(f"@[A](/personnes/{n}/)" for n in range(1, 201))
    answer = client_of(noe).post(f"/fils/{thread.pk}/repondre/", {"body": crowd})
    assert answer.status_code == 422
    assert "mentionne trop de personnes" in answer.content.decode()
    assert "/personnes/200/" in answer.content.decode()
    assert told() == []


def test_a_mention_in_a_message_that_was_hidden_says_nothing(thread, sylvie, noe, lea, client_of):
    post = make_post(thread, noe, f"Entre nous, {call(lea)}")
    hide_post(by=sylvie, post=post)
    page = client_of(lea).get("/notifications/").content.decode()
    assert "que vous ne pouvez plus voir" in page
    assert thread.title not in page


def test_readers_are_those_to_whom_it_is_visible(committee, thread, sylvie, camille, noe):
    """One rule in two directions: visible_to() says what a person sees, readers_of() who sees a place."""
    make_user("Rose Roy", is_superuser=True)
    make_user("Sam Roy", suspended_until=timezone.now() + timedelta(days=1))
    make_user("Ève Roy", is_active=False)
    close_account(person=make_user("Parti Roy"))
    members = make_board(name_fr="Membres", readable_by="members")
    hidden = make_thread(camille, committee)
    hide_thread(by=sylvie, thread=hidden)
    hide_thread(by=sylvie, thread=make_thread(camille, thread.board))
    make_thread(camille, members) and make_thread(camille, committee)
    people = User.objects.filter(is_active=True)
    for model, readers in ((Board, readers_of_board), (Thread, readers_of)):
        for place in model.objects.all():
            expected = {person for person in people if model.objects.visible_to(person).filter(pk=place.pk).exists()}
            assert set(readers(place)) == expected, place
    assert not Board.objects.visible_to(AnonymousUser()).filter(pk=members.pk).exists()
