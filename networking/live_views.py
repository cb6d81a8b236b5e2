"""A session while it is on, over HTTP."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networking import live_actions
from networking.agenda import current
from networking.live import Agenda, Announcement
from networking.live_forms import AnnouncementForm, MinutesForm
from networking.models import Attendance
from networking.pairs import add_turns
from networking.permissions import can_manage, open_to
from networking.round_reports import report_of
from networking.table_forms import TableForm
from networking.talk import talk_of
from networking.views import find_among
from networking.whereabouts import places_of, show_one


@login_required
@require_safe
def live(request, pk):
    """Show a session to those who have entered it; to others the door."""
    found = find_among(open_to(request.user).select_related("lobby", "announced_by"), pk)
    return show(request, found)


def show(request, found, status=200, **forms):
    """Show a session, with these forms in place of empty ones: what was refused stays in them."""
    entered = Attendance.objects.filter(session=found, person=request.user, left_at=None).exists()
    if not (found.is_open and entered):
        return redirect(found)
    now, segments = timezone.now(), list(found.segments.all())
    segment = current(segments, now)
    manages, has_rounds = can_manage(request.user, found), any(part.has_rounds for part in segments)
    context = {
        "session": found,
        "agenda": Agenda(found),
        "announcement": Announcement(found),
        "segment": segment,
        "places": show_one(add_turns(places_of(request.user, found), found, request), segment, now, request),
        "manages": manages,
        "has_rounds": has_rounds,
        "report": report_of(found) if manages and has_rounds else None,
        "form": AnnouncementForm(initial={"words": found.announcement}),
        "tables": found.tables.shown().with_people().order_by("pk"),
        "has_tables": any(part.kind == "tables" for part in segments),
        "table_form": TableForm(),
        **talk_of(request.user, found),
        **forms,
    }
    return render(request, "networking/live/live.html", context, status=status)


@login_required
@require_POST
def enter(request, pk):
    found = find_among(open_to(request.user), pk)
    live_actions.enter(person=request.user, session=found)
    return redirect(found.get_live_url())


@login_required
@require_POST
def leave(request, pk):
    found = find_among(open_to(request.user), pk)
    live_actions.leave(person=request.user, session=found)
    messages.success(request, _("You have left the session."))
    return redirect(found)


@login_required
@require_POST
def announce(request, pk):
    found, form = find_among(open_to(request.user), pk), AnnouncementForm(request.POST)
    if not form.is_valid():
        return show(request, found, 422, form=form)
    live_actions.say_announcement(by=request.user, session=found, **form.cleaned_data)
    return redirect(found.get_live_url())


@login_required
@require_POST
def next_part(request, pk):
    found = find_among(open_to(request.user), pk)
    live_actions.next_part(by=request.user, session=found)
    return redirect(found if found.ends_at <= timezone.now() else found.get_live_url())


@login_required
@require_POST
def add_minutes(request, pk):
    found, form = find_among(open_to(request.user), pk), MinutesForm(request.POST)
    if form.is_valid():
        live_actions.add_minutes(by=request.user, session=found, **form.cleaned_data)
    return redirect(found.get_live_url())
