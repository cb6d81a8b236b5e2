"""What base.html needs on every page; each part costs its query only where a page shows it."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from chat.models import rooms_in_navigation
from live.counters import counters_of
from moderation.permissions import can_see_reports


def site(request):
    # A request that was refused early, for its host or its size, has no user yet.
    user = getattr(request, "user", None)
    person = user if user and user.is_authenticated else None
    return {
        "site_name": "Espace Aluminium",
        "demo": settings.DEMO,
        "build": settings.BUILD,
        "counters": SimpleLazyObject(lambda: counts(person) if person else {}),
        "nav_rooms": SimpleLazyObject(lambda: rooms_in_navigation(person.pk) if person else []),
    }


def counts(person):
    return {**counters_of([person.pk])[person.pk], "moderates": can_see_reports(person)}
