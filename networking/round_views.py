"""The timed rounds of a session over HTTP."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from networking import round_actions
from networking.models import Attendance, Round
from networking.pairs import place_of, turns_of, word_of
from networking.permissions import open_to
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
