"""The timed rounds of a session over HTTP."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networking import round_actions, round_host_actions
from networking.models import Attendance, Round
from networking.pairs import place_of, turns_of, word_of
from networking.permissions import can_manage, open_to
from networking.round_reports import report_of
from networking.views import find_among


@login_required
@require_safe
def mine(request, pk, number):
    """Answer one's own place in a round that is planned, as the page holds it; on a page without scripts lead to it."""
    session = find_among(open_to(request.user), pk)
    there = Attendance.objects.filter(session=session, person=request.user, left_at=None)
    if not request.htmx or not there.exists():
        return redirect(session.get_live_url())
    turns = turns_of(request.user, session, pk=number)
    if not turns:
        get_object_or_404(Round, session=session, pk=number)
        return HttpResponse(status=204)
    if turns[0].has_place:
        place = place_of(turns[0], session, request)
        return render(request, "networking/live/_place.html", {"place": place})
    return HttpResponse(word_of(turns[0]))


@login_required
@require_POST
def go_on(request, pk):
    session = find_among(open_to(request.user), pk)
    round_actions.go_on(person=request.user, session=session)
    # Pages with scripts hear by the stream what came of it.
    return HttpResponse(status=204) if request.htmx else redirect(session.get_live_url())


@login_required
@require_POST
def ask_for_more(request, pk):
    session = find_among(open_to(request.user), pk)
    stay = round_actions.ask_for_more(person=request.user, session=session)
    if request.htmx:
        return render(request, "networking/live/_more.html", {"stay": stay, "session": session})
    return redirect(session.get_live_url())


@login_required
@require_safe
def rounds(request, pk):
    """Show those who run a session what came of its rounds, as a piece of their page."""
    session = find_among(open_to(request.user), pk)
    if not can_manage(request.user, session):
        raise PermissionDenied(_("Only its hosts and its partner do this in a session."))
    if not request.htmx:
        return redirect(session.get_live_url())
    return render(request, "networking/live/_rounds_host.html", {"session": session, "report": report_of(session)})


@login_required
@require_POST
def start_next(request, pk):
    session = find_among(open_to(request.user), pk)
    round_host_actions.start_next_round(by=request.user, session=session)
    return redirect(session.get_live_url())


@login_required
@require_POST
def cancel(request, pk):
    session = find_among(open_to(request.user), pk)
    round_host_actions.cancel_rounds(by=request.user, session=session)
    return redirect(session.get_live_url())
