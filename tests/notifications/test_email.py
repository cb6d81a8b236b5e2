"""Emails are rows that leave once, come back when they fail, and are emptied."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from notifications import jobs
from notifications.actions import send_email
from notifications.letters import letter_of
from notifications.models import Email, Notification

pytestmark = pytest.mark.django_db(transaction=True)


def message_of(email):
    return jobs.message_of(email, letter_of(email))


def write(**kwargs):
    return send_email(**{"to": "noe@example.org", "subject": "Bonjour", "text": "Du texte", **kwargs})


@pytest.fixture
def broken_server(settings):
    settings.EMAIL_BACKEND = "tests.notifications.broken_mail.Backend"


def test_email_leaves_after_the_commit_and_is_emptied():
    with transaction.atomic():
        email = write(html="<p>Du texte</p>")
        assert mail.outbox == []
    (message,) = mail.outbox
    assert (message.to, message.subject, message.body) == (["noe@example.org"], "Bonjour", "Du texte")
    assert message.alternatives[0].content == "<p>Du texte</p>"
    email.refresh_from_db()
    assert (email.text, email.html, email.tries, email.next_try_at) == ("", "", 1, None)
    assert email.sent_at


def test_email_of_a_change_that_did_not_happen_never_leaves():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError
    assert mail.outbox == []
    assert not Email.objects.exists()


def test_subject_keeps_the_spaces_that_do_not_break():
    write(subject="Rappel\u00a0: «\u00a0Anodisation\u00a0»  demain\u202f!")
    assert Email.objects.get().subject == "Rappel\u00a0: «\u00a0Anodisation\u00a0» demain\u202f!"


@pytest.mark.parametrize("subject", ["Bon\r\nBcc: x@y.ca\r\n\r\njour", "Bon\u2028jour", "Bon\x00\x0bjour"])
def test_subject_is_one_line(subject):
    write(subject=subject)
    (message,) = mail.outbox
    headers = message.message().as_string().split("\n\n")[0]
    assert "\nBcc" not in headers
    assert message.recipients() == ["noe@example.org"]
    assert message.subject == " ".join(message.subject.split())


@pytest.mark.parametrize("to", ["", "x", "a@b.ca\nBcc: c@d.ca", "a@b.ca, c@d.ca", "Noé <noe@example.org>"])
def test_one_bare_address_only(to):
    with pytest.raises(ValidationError):
        write(to=to)
    assert not Email.objects.exists()


def test_email_leaves_once_however_often_its_job_runs():
    email = write()
    for _ in range(3):
        jobs.deliver_email.call(email.pk)
    jobs.deliver_email.call(email.pk + 1)
    assert len(mail.outbox) == 1


def test_an_email_that_another_job_holds_is_left_to_it(broken_server):
    email = write()
    jobs.deliver_email.call(email.pk)
    email.refresh_from_db()
    assert email.tries == 1


def test_failures_come_back_later_and_later(broken_server, settings):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        email = write()
        waits = []
        for _ in range(6):
            email.refresh_from_db()
            waits.append((email.next_try_at - timezone.now()) // timedelta(minutes=1))
            clock.move_to(email.next_try_at)
            jobs.run_due()
        assert waits == [1, 5, 15, 60, 60, 60]
        email.refresh_from_db()
        assert (email.text, email.sent_at, email.tries) == ("Du texte", None, 7)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        clock.move_to(email.next_try_at)
        jobs.run_due()
    assert len(mail.outbox) == 1


def test_after_two_days_an_email_is_given_up(broken_server):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        email = write()
        clock.shift(timedelta(days=2, minutes=1))
        jobs.run_due()
        email.refresh_from_db()
    assert (email.text, email.next_try_at, email.sent_at) == ("", None, None)


def test_an_email_whose_job_was_lost_leaves_with_the_ticker():
    email = Email.objects.create(to="noe@example.org", subject="Bonjour", text="Du texte")
    jobs.run_due()
    email.refresh_from_db()
    assert email.sent_at
    assert len(mail.outbox) == 1


def test_the_message_id_is_the_same_at_each_try():
    email = write()
    again = Email.objects.get(pk=email.pk)
    assert mail.outbox[0].extra_headers["Message-ID"] == message_of(again).extra_headers["Message-ID"]


def test_refusals_are_logged_without_the_address(broken_server, caplog):
    write(text="Secret")
    (record,) = [r for r in caplog.records if r.name == "notifications.jobs"]
    assert "noe@" not in record.getMessage()
    assert "Secret" not in record.getMessage()


def test_traces_go_in_time(camille):
    email = write()
    Notification.objects.create(recipient=camille, kind="decision")
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        jobs.run_due()
    assert (Email.objects.count(), Notification.objects.count()) == (1, 1)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        jobs.run_due()
    assert not Email.objects.filter(pk=email.pk).exists()
    assert Notification.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        jobs.run_due()
    assert Notification.objects.count() == 0
