"""The summary of the week: on Monday, of what one follows and may read, and none when there is nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from forum import jobs as forum_jobs
from forum.following.actions import follow
from forum.moderating.actions import hide_thread
from notifications import jobs
from notifications.actions import choose
from notifications.models import Choices, Email
from tests.build import make_board, make_post, make_tag, make_thread
from tests.notifications.mail_server import html_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)  # 8:00 in Quebec


@pytest.fixture
def tag(lea):
    """A tag that Léa follows; she is told of nothing else by email."""
    choose(person=lea, channels={"new_thread": "none"})
    tag = make_tag("soudage")
    follow(person=lea, what="tag", target=tag)
    return tag


def monday(clock, moment=MONDAY):
    clock.move_to(moment)
    for _ in range(2):
        forum_jobs.run_due()
        jobs.run_due()


def test_what_is_new_and_what_waits_in_what_one_follows(clock, mailbox, tag, board, camille, lea):
    waits = make_thread(camille, board, title="Une question qui attend", tags=[tag])
    answered = make_thread(camille, board, title="Une question répondue", tags=[tag])
    make_post(answered, lea)
    clock.shift(timedelta(days=9))
    make_thread(camille, board, title="Un fil tout neuf", tags=[tag])
    make_thread(camille, board, title="Un fil d’ailleurs")
    monday(clock, MONDAY + timedelta(days=7))
    [letter] = mailbox.to(lea)
    for words in (text_of(letter), html_of(letter)):
        assert words.count("Une question qui attend") == words.count("Un fil tout neuf") == 1
        assert "répondue" not in words and "ailleurs" not in words
        assert f"http://localhost:8000/fils/{waits.pk}/" in words
    assert letter["Subject"].strip() == "Votre semaine : 1 nouveau fil dans ce que vous suivez"
    assert letter["List-Id"] == "Espace Aluminium <resume.localhost>" and "References" not in letter
    clock.shift(timedelta(hours=1))
    forum_jobs.run_due()
    jobs.run_due()
    assert len(mailbox.to(lea)) == 1


def test_not_on_another_day_and_not_at_night(clock, mailbox, tag, board, camille, lea):
    make_thread(camille, board, tags=[tag])
    for moment in (MONDAY - timedelta(hours=2), MONDAY + timedelta(days=1), MONDAY - timedelta(days=2)):
        monday(clock, moment)
    assert mailbox.to(lea) == []


def test_none_when_there_is_nothing_or_nothing_to_be_seen(clock, mailbox, tag, board, camille, lea, sylvie):
    private = make_board(name_fr="Comité", moderators=[camille], readable_by="groups", writable_by="groups")
    follow(person=lea, what="board", target=private)
    make_thread(camille, private, title="Un fil privé")
    hide_thread(by=sylvie, thread=make_thread(camille, board, title="Un fil masqué", tags=[tag]))
    make_thread(lea, board, title="Le mien", tags=[tag])
    monday(clock)
    assert mailbox.to(lea) == [] and Email.objects.filter(kind="digest", sent_at=None).count() == 1


def test_it_can_be_switched_off_by_the_page_and_by_one_click(clock, mailbox, tag, board, camille, lea, client):
    make_thread(camille, board, tags=[tag])
    monday(clock)
    address = mailbox.to(lea)[0]["List-Unsubscribe"].strip()[1:-1].removeprefix("http://localhost:8000")
    assert "Le résumé de la semaine" in client.get(address).content.decode()
    assert client.post(address).status_code == 200
    assert (Choices.of(lea).digest, Choices.of(lea).channel("reply")) == (False, "both")
    make_thread(camille, board, tags=[tag])
    monday(clock, MONDAY + timedelta(days=7))
    assert len(mailbox.to(lea)) == 1
