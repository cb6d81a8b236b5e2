"""Questions without a reply are brought to partners and moderators, and who asked is asked for the answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions import watch_thread
from forum.models import PostVote, Thread
from forum.moderating.actions import close_thread, hide_post
from forum.questions.actions import mark_answer, vote
from forum.questions.reminders import run_due
from notifications.models import Notification
from tests.build import make_board, make_company, make_post, make_tag, make_thread, make_user


@pytest.fixture
def partner(db):
    return make_company("AluQuébec", is_partner=True)


@pytest.fixture
def adviser(partner):
    return make_user("Agathe Roy", company=partner)


@pytest.fixture
def tag(partner):
    tag = make_tag("soudage")
    tag.caretakers.add(partner)
    return tag


@pytest.fixture
def question(board, camille, tag):
    return make_thread(camille, board, tags=[tag, make_tag("usinage")])


def age(thread, **past):
    Thread.objects.filter(pk=thread.pk).update(created_at=timezone.now() - timedelta(**past))


def told(kind):
    run_due()
    run_due()
    rows = Notification.objects.filter(kind=kind).order_by("recipient__name")
    return [name.split()[0] for name in rows.values_list("recipient__name", flat=True)]


def test_after_a_day_its_partner_is_told_after_three_its_moderators(question, adviser):
    age(question, hours=23)
    assert told("unanswered") == []
    age(question, hours=25)
    assert told("unanswered") == ["Agathe"]
    age(question, hours=73)
    assert told("unanswered") == ["Agathe", "Sylvie"]


def test_a_partner_without_this_tag_is_not_told(board, camille, adviser):
    age(make_thread(camille, board, tags=[make_tag("moulage")]), hours=30)
    assert told("unanswered") == []


def test_whoever_may_not_read_it_is_not_told(adviser, tag, sylvie):
    private = make_board(name_fr="Comité", readable_by="groups", moderators=[sylvie])
    age(make_thread(sylvie, private, tags=[tag]), hours=30)
    assert told("unanswered") == []


def test_what_was_answered_closed_or_is_old_is_not_brought(board, camille, noe, sylvie, adviser, tag):
    threads = [make_thread(camille, board, tags=[tag]) for _n in range(4)]
    make_post(threads[0], noe)
    close_thread(by=sylvie, thread=threads[1])
    discussion = make_thread(camille, board, kind="discussion", tags=[tag])
    for thread in (*threads[:2], discussion):
        age(thread, hours=80)
    age(threads[2], days=15)
    assert told("unanswered") == []


def test_the_notice_leads_to_the_question(client_of, question, adviser):
    age(question, hours=25)
    run_due()
    page = client_of(adviser).get(reverse("notifications:list")).content.decode()
    assert "Une question attend une première réponse" in page
    assert question.title in page


@pytest.fixture
def helped(thread, noe, lea):
    """A question with a reply that was useful to Léa."""
    vote(by=lea, post=make_post(thread, noe), useful=True)
    return thread


def move_votes(**past):
    PostVote.objects.update(created_at=timezone.now() - timedelta(**past))


def test_three_days_after_a_useful_reply_its_asker_is_asked_once(client_of, helped, camille):
    move_votes(hours=71)
    assert told("nudge") == []
    move_votes(hours=73)
    assert told("nudge") == ["Camille"]
    page = client_of(camille).get(reverse("notifications:list")).content.decode()
    assert "Une réponse a-t-elle réglé votre question?" in page


def test_who_chose_an_answer_is_not_asked(helped, camille):
    mark_answer(by=camille, post=helped.posts.get(number=2), mark="accepted")
    move_votes(hours=73)
    assert told("nudge") == []


def test_a_hidden_reply_and_ones_own_ask_nothing(helped, camille, lea, sylvie, board):
    hide_post(by=sylvie, post=helped.posts.get(number=2))
    own = make_thread(camille, board)
    vote(by=lea, post=make_post(own, camille), useful=True)
    vote(by=lea, post=own.posts.get(number=1), useful=True)
    move_votes(hours=73)
    assert told("nudge") == []


def test_whoever_muted_the_thread_is_asked_nothing(helped, camille):
    watch_thread(person=camille, thread=helped, watch="muted")
    move_votes(hours=73)
    assert told("nudge") == []
