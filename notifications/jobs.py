"""What happens after the request: emails leave, tries that fail come back, old rows go."""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from notifications.models import Email, Notification

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
        message_of(email).send()
    except Exception as failure:
        # The address and the words of the refusal stay out of the log.
        logger.warning("email %s not sent, try %s: %s", pk, email.tries, type(failure).__name__)
        if now - email.created_at > GIVE_UP_AFTER:
            Email.objects.filter(pk=pk).update(next_try_at=None, text="", html="")
        return
    Email.objects.filter(pk=pk).update(sent_at=timezone.now(), next_try_at=None, text="", html="")


def _claim(pk, now):
    """Take an email for one try. The claim is its next try: a process that dies in between loses a minute, no email.

    A lock would last as long as the mail server takes, and stop every writer of SQLite.
    """
    email = Email.objects.filter(pk=pk, next_try_at__lte=now).first()
    if email is None:
        return None
    wait = timedelta(minutes=WAITS[min(email.tries, len(WAITS) - 1)])
    taken = Email.objects.filter(pk=pk, tries=email.tries, next_try_at__lte=now).update(
        tries=email.tries + 1, next_try_at=now + wait
    )
    email.tries += 1
    return email if taken else None


def message_of(email):
    """Return the message as it leaves. Its id is stable: a mail server that got it twice can tell."""
    message = EmailMultiAlternatives(
        email.subject,
        email.text,
        to=[email.to],
        headers={
            "Message-ID": f"<email-{email.pk}-{email.created_at:%Y%m%d%H%M%S}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if email.html:
        message.attach_alternative(email.html, "text/html")
    return message


@task()
def deliver_due():
    """Send the emails whose time has come: first tries that were lost, and tries again."""
    due = Email.objects.filter(next_try_at__lte=timezone.now()).order_by("next_try_at")
    for pk in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        deliver_email.call(pk)


def run_due():
    """Do what falls due; called each minute."""
    now = timezone.now()
    if Email.objects.filter(next_try_at__lte=now).exists():
        deliver_due.enqueue()
    Email.objects.filter(created_at__lt=now - KEEP_EMAILS).delete()
    Notification.objects.filter(created_at__lt=now - KEEP_NOTIFICATIONS).delete()
    DBTaskResult.objects.filter(enqueued_at__lt=now - KEEP_JOBS).delete()
