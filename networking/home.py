"""What the home page shows of sessions."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from networking.models import Registration, Session
from networking.models.sessions import is_for

MOST = 2


def next_sessions(user):
    """Return the next sessions of this person's audience, those first in which they have a place (`is_mine`)."""
    mine = Registration.objects.confirmed().filter(session=OuterRef("pk"), person=user.pk)
    coming = Session.objects.filter(is_for(user), cancelled_at=None, ends_at__gt=timezone.now())
    return list(coming.annotate(is_mine=Exists(mine)).order_by("-is_mine", "starts_at", "pk")[:MOST])
