"""What hosts do with the rounds while the session is on."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networking.live import Agenda, announce
from networking.live_actions import run_by
from networking.models.rounds import PLANNED_BEFORE
from networking.rounds import bring_forward, drop_coming, next_of


def start_next_round(*, by, session):
    """Begin the next round as soon as it is planned; one that runs ends now. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        each, start = next_of(session), timezone.now() + PLANNED_BEFORE
        if each is None or each.planned_at or each.starts_at <= start:
            raise PermissionDenied(_("No round of this part is to come, or it begins in a moment."))
        bring_forward(each, start)
        show(session)


def cancel_rounds(*, by, session):
    """Take away the rounds that have not begun; the one that runs goes on. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        drop_coming(session)
        show(session)


def show(session):
    session.agenda_version = session.version
    session.save(update_fields=["agenda_version"])
    transaction.on_commit(lambda: announce(session, Agenda(session)), robust=True)
