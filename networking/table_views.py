"""The tables of a session, over HTTP."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from live.answers import answer_errors, wants_frames
from networking import table_actions as actions
from networking.live_views import show
from networking.models import TableInvitation
from networking.permissions import is_inside, open_to
from networking.table_forms import GuestsForm, TableForm
from networking.talk_views import done, is_on
from networking.views import find_among
from networking.whereabouts import table_of


def find_table(request, pk, key):
    found = find_among(open_to(request.user), pk)
    return found, get_object_or_404(found.tables.shown(), pk=key)


@login_required
@require_POST
def add(request, pk):
    found, form, status = find_among(open_to(request.user), pk), TableForm(request.POST), 422
    if form.is_valid():
        try:
            return done(request, found, actions.add_table(by=request.user, session=found, **form.cleaned_data))
        except PermissionDenied as refusal:
            form, status = form.refused(refusal)
    if wants_frames(request):
        return answer_errors(form, status)
    return show(request, found, status, table_form=form)


@login_required
@require_POST
def remove(request, pk, key):
    found, table = find_table(request, pk, key)
    return done(request, found, actions.remove_table(by=request.user, table=table))


@login_required
@require_POST
def sit(request, pk, key):
    found, table = find_table(request, pk, key)
    return done(request, found, *actions.sit_down(person=request.user, table=table)[::-1])


@login_required
@require_POST
def lock(request, pk, key):
    found, table = find_table(request, pk, key)
    return done(request, found, actions.lock_table(by=request.user, table=table, on=is_on(request)))


@login_required
@require_POST
def stand_up(request, pk):
    found = find_among(open_to(request.user), pk)
    return done(request, found, *actions.stand_up(person=request.user, session=found))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, pk, key):
    found, table = find_table(request, pk, key)
    if not is_inside(request.user, found) or not actions.can_invite(request.user, table):
        raise PermissionDenied(_("Those who sit at a table invite others."))
    may_come, status = actions.may_be_invited(table).exclude(pk=request.user.pk), 200
    form = GuestsForm(may_come=may_come)
    if request.method == "POST":
        form, status = GuestsForm(request.POST, may_come=may_come), 422
        if form.is_valid():
            actions.invite(by=request.user, table=table, people=form.cleaned_data["people"])
            messages.success(request, _("They are told."))
            return redirect(found.get_live_url())
    context = {"session": found, "table": table, "people": may_come, "form": form}
    return render(request, "networking/live/invite.html", context, status=status)


@login_required
@require_safe
def invitation(request, pk):
    """Show to whom it is for who wishes them at a table, and the table, where one sits down."""
    found = get_object_or_404(TableInvitation.objects.told_to(request.user), pk=pk)
    inside = is_inside(request.user, found.table.session)
    return render(
        request, "networking/live/invitation.html", {"invitation": found, "table": found.table, "inside": inside}
    )


@login_required
@require_safe
def mine(request, pk):
    """Answer the table at which one sits, as a place of the page; on a page without scripts lead to it."""
    found = find_among(open_to(request.user), pk)
    if not request.htmx or not is_inside(request.user, found):
        return redirect(found.get_live_url())
    for place in table_of(request.user, found):
        return render(request, "networking/live/_place.html", {"place": place})
    return HttpResponse(status=204)
