"""What those who were in a session say of it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from networking.models import Opinion, Session
from networking.permissions import can_judge


def judge(*, person, session, **said):
    """Say what a session was worth, or change it within a week of its end; return the opinion.

    `said` is worth, useful and again, from 1 to 5, and comment. Raises PermissionDenied.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
        if not can_judge(person, session):
            raise PermissionDenied(_("Those who were there say what it was worth, within a week of its end."))
        return Opinion.objects.update_or_create(session=session, person=person, defaults=said)[0]


def forget_opinions(people):
    """Take their words out of what people with these keys, who left the site, said, and whose it was."""
    Opinion.objects.filter(person__in=User.objects.filter(pk__in=people)).update(person=None, comment="")
