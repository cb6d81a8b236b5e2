"""Who may do what with sessions; reads only."""

from django.db.models import Q

from accounts.models import Company
from networking.encounters import met
from networking.models import Registration, Session
from networking.models.sessions import is_manager


def planned_for(user):
    """Return the organisations for which this person plans sessions: their own partners, all with the right."""
    if not getattr(user, "may_write", False):
        return Company.objects.none()
    partners = Company.objects.filter(is_partner=True).for_list()
    return partners if user.has_perm("networking.add_session") else partners.filter(members=user)


def can_plan(user):
    return planned_for(user).exists()


def can_plan_for(user, partner):
    return planned_for(user).filter(pk=partner.pk).exists()


def can_manage(user, session):
    may_write = getattr(user, "may_write", False)
    return may_write and Session.objects.managed_by(user).filter(pk=session.pk).exists()


def open_to(user):
    """Return the sessions whose live page is for this person: they have a place there, or run it."""
    if not user.is_authenticated:
        return Session.objects.none()
    places = Registration.objects.confirmed().filter(person=user).values("session")
    return Session.objects.filter(is_manager(user) | Q(pk__in=places), published_at__isnull=False)


def can_enter(user, session):
    return getattr(user, "may_write", False) and session.is_open and open_to(user).filter(pk=session.pk).exists()


def is_inside(person, session):
    """Tell whether this person may do something in an open session: they entered it and have not left."""
    return can_enter(person, session) and session.attendances.filter(person=person, left_at=None).exists()


def can_register(user, session):
    """Tell whether this person may ask for a place now; a place in a session that is on is asked for too."""
    return can_register_where_seen(user, session) and Session.objects.visible_to(user).filter(pk=session.pk).exists()


def can_register_where_seen(user, session):
    """Tell what can_register does of a session that was just found by visible_to."""
    return getattr(user, "may_write", False) and session.is_coming


def can_keep(person, other, session):
    """Tell whether this person may wish to keep in touch with someone: they met there."""
    if not getattr(person, "may_write", False) or not open_to(person).filter(pk=session.pk).exists():
        return False
    return met(session, person).filter(pk=other.pk).exists()


def can_judge(person, session):
    """Tell whether this person may say what a session was worth to them: who was there, for a week after it."""
    may = getattr(person, "may_write", False) and session.took_place and not session.opinions_are_final
    return may and session.attendances.filter(person=person).exists()
