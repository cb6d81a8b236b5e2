"""What the demo content leaves in the database is what months of use would have left."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import Company, Consent, Invitation, JoinRequest, Membership, User
from chat.models import Message, Room, RoomEvent, may_moderate_rooms, with_unread
from demo.accounts import ACCOUNTS, ADMINISTRATOR, PASSWORD
from forum.models import Board, Post, Tag, TaggedThread, Thread, ThreadEvent, Trial
from moderation.models import Decision, Report
from notifications.models import Notification

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.xdist_group("demo: what is loaded")]
TRUCK = "Camion partagé Beauce–Saguenay"
FOOTBRIDGE = "Soumission commune, passerelle de Rimouski"


def test_everything_is_there(demo):
    counts = {model.__name__: model.objects.count() for model in (Board, Tag, Company, User, Thread, Room, Message)}
    assert counts == {"Board": 8, "Tag": 30, "Company": 66, "User": 152, "Thread": 203, "Room": 32, "Message": 1586}
    assert Company.objects.filter(is_partner=True).count() == 4


def test_companies_have_people_in_charge_badges_and_requests(demo):
    assert set(User.objects.exclude(company=None).values_list("pk", "company")) <= set(
        Membership.objects.values_list("person", "company")
    )
    counts = (Membership.objects.filter(in_charge=True), Company.objects.exclude(verified_at=None))
    assert [rows.count() for rows in counts] == [4, 4]
    assert JoinRequest.objects.open().count() == 3
    assert JoinRequest.objects.open().without_anyone_in_charge().count() == 2
    assert JoinRequest.objects.get(is_claim=True).company.name == "Atelier Marécourt"
    assert not Company.objects.get(name="Profilés et Rampes du Témis").memberships.exists()
    assert Invitation.objects.open().count() == 1
    assert User.objects.get(name="Noé Tremblay").companies.count() == 2


def test_counters_of_threads_tell_what_is_there(demo):
    for thread in Thread.objects.filter(merged_into=None):
        posts = list(thread.posts.order_by("number"))
        latest = max(posts, key=lambda post: post.created_at)
        changes = [*posts, *thread.events.all(), *thread.moved_posts.all()]
        left = thread.moved_posts.values_list("number", flat=True)
        assert sorted([*left, *[post.number for post in posts]]) == list(range(1, thread.last_number + 1))
        assert (thread.version, thread.visible_posts) == (max(row.version for row in changes), len(posts))
        assert (thread.created_at, thread.author) == (posts[0].created_at, posts[0].author)
        assert (thread.last_posted_at, thread.last_poster) == (latest.created_at, latest.author)
        assert set(TaggedThread.objects.filter(content_object=thread).values_list("last_posted_at", flat=True)) == {
            thread.last_posted_at
        }
    for board in Board.objects.all():
        assert board.visible_threads == board.threads.filter(hidden_at=None).count() > 0


def test_questions_have_their_answers(demo):
    solved = Thread.objects.exclude(answered_at=None)
    assert [solved.count(), Post.objects.filter(mark="also").count()] == [13, 15]
    assert set(solved.values_list("pk", flat=True)) == set(
        Post.objects.exclude(answer=None).values_list("thread", flat=True)
    )
    assert list(Trial.objects.shown().order_by("created_at").values_list("outcome", flat=True)) == [
        "worked", "failed", "worked", "partly",
    ]  # fmt: skip
    for thread in solved:
        assert thread.posts.get(mark="accepted").created_at < thread.answered_at < timezone.now() - timedelta(hours=1)


def test_counters_of_rooms_tell_what_is_there(demo):
    for room in Room.objects.filter(is_hosted=False):
        messages = list(room.messages.order_by("number"))
        changes = [*messages, *room.events.all()]
        assert [message.number for message in messages] == list(range(1, room.last_number + 1))
        assert room.version == max(row.version for row in changes)
        assert room.last_message_at == messages[-1].created_at == max(message.created_at for message in messages)


def test_nothing_happened_just_now(demo):
    lately = timezone.now() - timedelta(minutes=3)
    for model in (Post, Message, ThreadEvent, RoomEvent, Notification, Report, Decision, JoinRequest, Invitation):
        assert model.objects.exists()
        assert not model.objects.filter(created_at__gt=lately).exists(), model
    assert not Post.objects.filter(edited_at__gt=lately).exists()


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
    assert EmailAddress.objects.filter(user__in=people, verified=True, primary=True).count() == 150
    assert Consent.objects.filter(person__in=people, withdrawn_at=None).count() == 150


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
    assert unread_by(camille) == {"automatisation": 7, "soudage": 14, TRUCK: 5, FOOTBRIDGE: 4}
    assert unread_by(noe) == {"automatisation": 1, "entraide": 9, "soudage": 3, TRUCK: 2, FOOTBRIDGE: 4}


def unread_by(person):
    rooms = with_unread(Room.objects.filter(is_hosted=False), person)
    return {room.name if room.is_group else room.slug: room.unread for room in rooms if room.unread}


def test_people_and_boards_speak_both_languages(demo):
    assert User.objects.get(name="Graham Whitlock").language == "en-ca"
    for board in Board.objects.all():
        assert all((board.name_fr, board.name_en, board.description_fr, board.description_en)), board.slug


def test_a_thread_is_mentioned_in_another_one(demo, client_of):
    cobot = Thread.objects.get(title__startswith="Cobot ou robot industriel")
    page = client_of(None).get(reverse("forum:related", args=[cobot.pk])).content.decode()
    mentioned, _head, related = page.partition("Fils liés</h2>")
    assert "Mentionné dans" in mentioned
    assert "Première cellule robotisée" in mentioned
    assert "near-row" in related
