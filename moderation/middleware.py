"""Who may look into the queue, or run the site, has a second step: one password in wrong hands opens every door."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.second_factor import SAID, has_second_factor
from moderation.permissions import can_see_reports

ASKED_EVERY = timedelta(hours=1)  # a role that is given meanwhile needs the second step within that time
# What is open without it: one's own account, the words of the law, frames that hold what every reader sees.
OPEN = ("/compte/", "/langue/", "/vie-privee/", "/direct/", "/static/")


def second_factor(get_response):
    """Lead those who need a second step to where they add it, before anything else."""

    def middleware(request):
        if settings.SECOND_FACTOR_REQUIRED and not request.path.startswith(OPEN) and is_missing(request):
            messages.warning(request, _("You moderate or run this site: first add a second step to your sign-in."))
            return redirect("accounts:security")
        return get_response(request)

    return middleware


def is_missing(request):
    """Tell whether this person must still add a second step; the session remembers when not."""
    if not request.user.is_authenticated:
        return False
    said = request.session.get(SAID, "")
    if said == "set":
        return False
    until = parse_datetime(said)
    if until and timezone.now() < until:
        return False
    if has_second_factor(request.user):
        request.session[SAID] = "set"
    elif can_see_reports(request.user):
        return True
    else:
        request.session[SAID] = (timezone.now() + ASKED_EVERY).isoformat()
    return False
