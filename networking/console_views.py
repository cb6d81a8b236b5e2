"""The console of the tables, over HTTP: everyone in the session at a glance, and what hosts do about it."""

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from content.text import AlreadySent
from live.answers import answer_errors, wants_frames
from networking import console_actions as actions
from networking.agenda import current
from networking.console_forms import CloseForm, PlacesForm, SpreadForm, TellForm
from networking.permissions import can_manage, open_to
from networking.talk_views import is_on
from networking.views import find_among


def find(request, pk):
    """Return a session that this person runs while it is on. Raises PermissionDenied."""
    found = find_among(open_to(request.user), pk)
    if not can_manage(request.user, found):
        raise PermissionDenied(_("Hosts run a session."))
    return found


@login_required
@require_safe
def console(request, pk):
    found = find(request, pk)
    return show(request, found) if found.is_open else redirect(found)


def show(request, found, status=200, **forms):
    """Show the console; to the script of one that is open the part that changes."""
    tables = list(found.tables.shown().with_people().order_by("pk"))
    context = {
        "session": found,
        "tables": tables,
        "groups": groups_of(found, tables),
        "segment": current(found.segments.all(), timezone.now()),
        "places": PlacesForm(session=found),
        "tell": TellForm(),
        "close": CloseForm(),
        **forms,
    }
    template = "networking/live/_console.html" if request.htmx else "networking/live/console.html"
    return render(request, template, context, status=status)


def groups_of(session, tables):
    """Return [(table, who sits there)], first (None, who sits nowhere): the stays of those who have not left."""
    stays = session.attendances.filter(left_at=None, person__is_active=True).select_related("person__company")
    said = {row.person_id: row for row in session.registrations.confirmed()}
    table_of = {seat.person_id: table for table in tables for seat in table.sitting}
    groups = defaultdict(list)
    for stay in stays.order_by("person__folded_name", "person"):
        stay.registration = said.get(stay.person_id)
        groups[table_of.get(stay.person_id)].append(stay)
    return [(table, groups[table]) for table in (None, *tables)]


def answer(request, found, name, form, act):
    """Do what a valid form asks, and say what came of it; else show the form again, what was typed in it."""
    status = 422
    if form.is_valid():
        try:
            messages.success(request, act(**form.cleaned_data))
            return HttpResponse(status=204) if wants_frames(request) else redirect("networking:console", found.pk)
        except (PermissionDenied, AlreadySent) as refusal:
            form, status = form.refused(refusal)
    if wants_frames(request):
        return answer_errors(form, status)
    return show(request, found, status, **{name: form})


@login_required
@require_POST
def move(request, pk):
    found = find(request, pk)
    tables = {table.pk: table for table in found.tables.shown()}

    def act(people, table):
        actions.move_people(by=request.user, session=found, people=people, table=tables.get(table))
        if table is None:
            return ngettext("%(n)s person got up.", "%(n)s people got up.", len(people)) % {"n": len(people)}
        words = ngettext("%(n)s person sits at “%(topic)s”.", "%(n)s people sit at “%(topic)s”.", len(people))
        return words % {"n": len(people), "topic": tables[table].topic}

    return answer(request, found, "places", PlacesForm(request.POST, session=found, tables=tables.values()), act)


@login_required
@require_POST
def mute(request, pk):
    found, on = find(request, pk), is_on(request)

    def act(people, table):
        actions.mute_people(by=request.user, session=found, people=people, on=on)
        if on:
            words = ngettext(
                "%(n)s person reads and does not write.", "%(n)s people read and do not write.", len(people)
            )
        else:
            words = ngettext("%(n)s person writes again.", "%(n)s people write again.", len(people))
        return words % {"n": len(people)}

    return answer(request, found, "places", PlacesForm(request.POST, session=found, tables=found.tables.shown()), act)


@login_required
@require_POST
def spread(request, pk):
    found = find(request, pk)

    def act(how):
        seated, left = actions.spread_people(by=request.user, session=found, by_interest=how == "interest")
        words = ngettext("%(n)s person found a seat.", "%(n)s people found a seat.", seated) % {"n": seated}
        if left:
            more = ngettext("%(n)s person finds none: add a table.", "%(n)s people find none: add a table.", left)
            words = f"{words} {more % {'n': left}}"
        return words

    return answer(request, found, "spread", SpreadForm(request.POST), act)


@login_required
@require_POST
def tell(request, pk):
    found = find(request, pk)

    def act(body, client_id):
        n = actions.tell_tables(by=request.user, session=found, body=body, client_id=client_id)
        return ngettext("Said at %(n)s table.", "Said at %(n)s tables.", n) % {"n": n}

    return answer(request, found, "tell", TellForm(request.POST), act)


@login_required
@require_POST
def close(request, pk):
    found = find(request, pk)

    def act(minutes):
        actions.close_tables_in(by=request.user, session=found, minutes=minutes)
        words = ngettext("The tables close in %(n)s minute.", "The tables close in %(n)s minutes.", minutes)
        return words % {"n": minutes}

    return answer(request, found, "close", CloseForm(request.POST), act)
