"""A mail server that is away for an hour delays letters, and doubles none."""

from datetime import timedelta

import pytest

from forum.moderating.actions import hide_post
from notifications import jobs
from notifications.models import Email, Notification
from tests.build import make_post
from tests.notifications.mail_server import html_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def tick(clock, minutes):
    for _ in range(minutes):
        clock.shift(MINUTE)
        jobs.run_due()


def test_an_hour_without_a_mail_server(clock, mailbox, thread, camille, noe, lea, sylvie):
    mailbox.refuses = True
    make_post(thread, noe, "Avant la panne.")
    tick(clock, 15)
    secret = make_post(thread, lea, "Un mot retiré pendant la panne.")
    make_post(thread, lea, "Pendant la panne.")
    hide_post(by=sylvie, post=secret)
    tick(clock, 45)
    assert mailbox.raw == [] and mailbox.refused < 12
    # Meanwhile its words stand nowhere.
    assert not Email.objects.exclude(text="", html="").exists()
    mailbox.refuses = False
    tick(clock, 62)
    [letter] = mailbox.to(camille)
    for words in (text_of(letter), html_of(letter)):
        assert words.count("Avant la panne.") == words.count("Pendant la panne.") == 1
        assert "retiré" not in words
    assert not Notification.objects.exclude(mail_at=None).exists()


def test_a_letter_that_left_before_the_process_died_keeps_its_id(clock, mailbox, thread, camille, noe, monkeypatch):
    def die(*_args, **_kwargs):
        raise SystemExit

    make_post(thread, noe)
    clock.shift(11 * MINUTE)
    with monkeypatch.context() as dying:
        dying.setattr("notifications.news.note_told", die)
        with pytest.raises(SystemExit):
            jobs.write_letters.call()
    tick(clock, 3)
    first, second = mailbox.to(camille)
    assert first["Message-ID"] == second["Message-ID"]
    tick(clock, 20)
    assert len(mailbox.to(camille)) == 2


def test_after_two_days_it_is_given_up_and_not_begun_anew(clock, mailbox, thread, camille, noe):
    mailbox.refuses = True
    make_post(thread, noe)
    for _ in range(60):
        clock.shift(61 * MINUTE)
        jobs.run_due()
    assert Email.objects.get().next_try_at is None
    assert Notification.objects.get().mail_at is None
