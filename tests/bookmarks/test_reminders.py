"""Whoever keeps something is reminded of it once, by the bell and by email as they chose."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from bookmarks import jobs
from bookmarks.actions import keep, remind, remove
from bookmarks.models import Bookmark
from chat.group_actions import leave_room
from forum.moderating.actions import hide_post
from notifications.actions import choose
from notifications.models import Notification
from tests.build import make_group_room, make_message, make_post


@pytest.fixture
def due(noe, thread, camille):
    """Return a bookmark of Noé's whose reminder is due."""
    choose(person=noe, working_hours=False)
    return keep(person=noe, about=make_post(thread, camille), note="Rappeler Marc", remind_at=timezone.now())


def run_due():
    from notifications import jobs as emails

    jobs.run_due()
    emails.run_due()


def bell(client_of, person):
    return client_of(person).get(reverse("notifications:list")).content.decode()


def test_it_is_told_once_on_the_page_and_by_email(due, noe, client_of, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
        run_due()
    notice = Notification.objects.get()
    assert (notice.recipient, notice.kind, notice.about) == (noe, "bookmark", due)
    assert "Rappel\xa0: Rappeler Marc" in bell(client_of, noe)
    [letter] = mail.outbox
    assert letter.to == [noe.email] and letter.subject == due.about.thread.title
    assert "Rappel\xa0: Rappeler Marc" in letter.body and due.about.get_absolute_url() in letter.body
    answer = client_of(noe).post(reverse("notifications:open", args=[notice.pk]))
    assert answer.url == due.about.get_absolute_url()
    due.refresh_from_db()
    assert due.remind_at is None and due.reminded_at is not None
    assert "Rappelé" in client_of(noe).get(reverse("bookmarks:list")).content.decode()


def test_what_is_not_due_waits(noe, thread):
    keep(person=noe, about=thread, remind_at=timezone.now() + timedelta(minutes=5))
    keep(person=noe, about=thread.posts.get())
    jobs.run_due()
    assert not Notification.objects.exists()


def test_two_workers_remind_once(due):
    other = Bookmark.objects.get(pk=due.pk)
    assert (remind(due), remind(other)) == (True, False)
    assert Notification.objects.count() == 1


def test_a_crash_leaves_it_to_the_next_minute(due, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("bookmarks.actions.notify", fail)
        with pytest.raises(OSError):
            jobs.run_due()
    assert Bookmark.objects.get().remind_at is not None
    jobs.run_due()
    assert Notification.objects.count() == 1


def test_it_can_be_put_off_and_is_told_again(due, noe):
    jobs.run_due()
    keep(person=noe, about=due.about, note="Rappeler Marc", remind_at=timezone.now())
    jobs.run_due()
    assert Notification.objects.count() == 2


@pytest.mark.parametrize(("channel", "on_page", "by_email"), [("page", 1, 0), ("email", 0, 1), ("none", 0, 0)])
def test_everyone_chooses_how(due, noe, client_of, channel, on_page, by_email, django_capture_on_commit_callbacks):
    assert "Rappels de vos signets" in client_of(noe).get(reverse("notifications:choices")).content.decode()
    choose(person=noe, channels={"bookmark": channel})
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    assert bell(client_of, noe).count("Rappeler Marc") == on_page
    assert len(mail.outbox) == by_email


def test_what_was_hidden_meanwhile_is_told_without_a_word_of_it(
    due, noe, sylvie, client_of, django_capture_on_commit_callbacks
):
    hide_post(by=sylvie, post=due.about)
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    [letter] = mail.outbox
    html = letter.alternatives[0].content
    for told in (letter.subject + letter.body, html, bell(client_of, noe)):
        assert "plus accessible" in told
        assert due.about.thread.title not in told and due.about.body not in told
    assert "Rappeler Marc" in letter.body
    notice = Notification.objects.get()
    assert client_of(noe).post(reverse("notifications:open", args=[notice.pk])).url == reverse("bookmarks:list")


def test_a_room_that_one_left_is_told_without_its_name(noe, camille, client_of):
    group = make_group_room(camille, noe, name="Achats groupés")
    keep(person=noe, about=make_message(group, camille), remind_at=timezone.now())
    leave_room(person=noe, room=group)
    jobs.run_due()
    assert "plus accessible" in bell(client_of, noe)
    assert "Le four est" not in bell(client_of, noe)
    assert not Notification.objects.filter(kind="bookmark").exclude(recipient=noe).exists()


def test_a_bookmark_that_was_removed_reminds_of_nothing(due, noe, client_of, django_capture_on_commit_callbacks):
    jobs.run_due()
    remove(person=noe, bookmark=due)
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    assert not mail.outbox
    assert "Rappeler Marc" not in bell(client_of, noe)


def test_it_is_said_in_the_persons_language(due, noe, django_capture_on_commit_callbacks):
    noe.language = "en-ca"
    noe.save()
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    assert "Reminder: Rappeler Marc" in mail.outbox[0].body
