"""What falls due for sessions: their reminders, and what is forgotten of those who left the site."""

from django.utils import timezone

from accounts.models import User
from networking.actions import remind
from networking.contact_actions import forget_contacts
from networking.lobby import end_session
from networking.models import Proposal, Registration, Session
from networking.opinion_actions import forget_opinions
from networking.proposal_actions import publish
from networking.registration_actions import forget


def run_due():
    """Remind of sessions, close those that are over, publish their questions, forget who left; called each minute."""
    for session in Session.objects.filter(next_reminder_at__lte=timezone.now()).order_by("next_reminder_at"):
        remind(session)
    for session in Session.objects.past().with_open_lobby():
        end_session(session)
    for proposal in Proposal.objects.due():
        publish(proposal)
    left = User.objects.closed_lately()
    for registration in Registration.objects.filter(person__in=left).select_related("session"):
        forget(registration)
    forget_contacts(left)
    forget_opinions(left)
