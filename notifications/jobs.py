"""What happens after the request: emails leave, tries that fail come back, old rows go."""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from notifications import news
from notifications.letters import Later, letter_of
from notifications.models import Broadcast, Email, Notification
from notifications.telling import tell_next

# Minutes until the next try after each failure; the last one again and again.
WAITS = [1, 5, 15, 60]
GIVE_UP_AFTER = timedelta(days=2)
KEEP_EMAILS = timedelta(days=30)
KEEP_NOTIFICATIONS = timedelta(days=180)
KEEP_JOBS = timedelta(days=7)
MOST_AT_ONCE = 200

logger = logging.getLogger(__name__)


@task()
def deliver_email(pk):
    """Send an email that is due; does nothing when it left already or another job holds it."""
    now = timezone.now()
    email = _claim(pk, now)
    if email is None:
        return
    try:
        letter = letter_of(email)
        if letter:
            message_of(email, letter).send()
    except Later as later:
        Email.objects.filter(pk=pk).update(next_try_at=later.args[0])
        return
    except Exception as failure:
        # The address and the words of the refusal stay out of the log.
        logger.warning("email %s not sent, try %s: %s", pk, email.tries, type(failure).__name__)
        if now - email.created_at > GIVE_UP_AFTER:
            give_up(email)
        return
    with transaction.atomic():
        if letter:
            letter.sent()
        Email.objects.filter(pk=pk).update(sent_at=letter and timezone.now(), next_try_at=None, text="", html="")


def give_up(email):
    """Let an email go that no server took for two days, with what it would have told."""
    Email.objects.filter(pk=email.pk).update(next_try_at=None, text="", html="")
    if email.person_id:
        Notification.objects.filter(recipient=email.person_id, mail_at__lte=email.created_at).update(mail_at=None)


def _claim(pk, now):
    """Take an email for one try. The claim is its next try: a process that dies in between loses a minute, no email.

    A lock would last as long as the mail server takes, and stop every writer of SQLite.
    """
    email = Email.objects.filter(pk=pk, next_try_at__lte=now).select_related("person").first()
    if email is None:
        return None
    wait = timedelta(minutes=WAITS[min(email.tries, len(WAITS) - 1)])
    taken = Email.objects.filter(pk=pk, tries=email.tries, next_try_at__lte=now).update(
        tries=email.tries + 1, next_try_at=now + wait
    )
    email.tries += 1
    return email if taken else None


def message_of(email, letter):
    """Return the message as it leaves. Its id is stable: a mail server that got it twice can tell."""
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[email.person.email if email.person else email.to],  # a new address of theirs, if they changed it
        headers={
            "Message-ID": f"<email-{email.pk}-{email.created_at:%Y%m%d%H%M%S}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            **letter.headers,
        },
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


@task()
def deliver_due():
    """Send the emails whose time has come: first tries that were lost, and tries again."""
    due = Email.objects.filter(next_try_at__lte=timezone.now()).order_by("next_try_at")
    for pk in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        deliver_email.call(pk)


@task()
def write_letters():
    """Send what people are to be told by email, and is due."""
    news.write_due()
    deliver_due.call()


@task()
def tell_the_rest():
    """Tell everyone who is still to be told something that concerns many."""
    while tell_next():
        pass


def run_due():
    """Do what falls due; called each minute."""
    now = timezone.now()
    if Notification.objects.to_mail().filter(mail_at__lte=now).exists():
        write_letters.enqueue()
    elif Email.objects.filter(next_try_at__lte=now).exists():
        deliver_due.enqueue()
    if Broadcast.objects.exists():
        tell_the_rest.enqueue()
    Email.objects.filter(created_at__lt=now - KEEP_EMAILS).delete()
    Notification.objects.filter(created_at__lt=now - KEEP_NOTIFICATIONS).delete()
    DBTaskResult.objects.filter(enqueued_at__lt=now - KEEP_JOBS).delete()
