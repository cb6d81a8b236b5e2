"""Who comes to a session, over HTTP."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from networking import registration_actions as actions
from networking.calls import calls_of
from networking.models import Registration
from networking.permissions import can_manage, can_register_where_seen
from networking.registration_forms import RegistrationForm
from networking.views import find

SAID = {
    "confirmed": gettext_lazy("You have a place. See you there!"),
    "waiting": gettext_lazy("You are on the waiting list: you are told as soon as a place is free."),
    "asked": gettext_lazy("Your request is sent: a host answers it, and you are told."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, pk):
    """Let a person ask for a place, or change what they said."""
    session = find(request, pk)
    if not can_register_where_seen(request.user, session):
        raise PermissionDenied(_("You cannot register for this session."))
    mine = Registration.objects.visible_to(request.user).filter(session=session).first()
    form, status = RegistrationForm(request.POST or None, person=request.user, registration=mine), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                registration = actions.register(person=request.user, session=session, **form.said())
                messages.success(request, SAID[registration.state])
                return redirect(session)
            except PermissionDenied as refusal:
                form.add_error(None, str(refusal))
                status = 403
    context = {"session": session, "form": form, "mine": mine}
    return render(request, "networking/register.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    """Ask whether to give up a place, then do."""
    session = find(request, pk)
    if request.method == "POST":
        actions.withdraw(person=request.user, session=session)
        messages.success(request, _("You have given up your place."))
        return redirect(session)
    return render(request, "networking/withdraw.html", {"session": session})


@login_required
@require_safe
def registrations(request, pk):
    """Show hosts who comes, who waits, and who said too little to be paired well."""
    session = find(request, pk)
    if not can_manage(request.user, session):
        raise PermissionDenied(_("Only its hosts and its partner do this in a session."))
    rows = session.registrations.standing().select_related("person__company").order_by("since", "pk")
    states = Registration.State
    lists = [
        (state, [row for row in rows if row.state == state])
        for state in (states.ASKED, states.CONFIRMED, states.WAITING)
    ]
    context = {"session": session, "lists": lists, "calls": calls_of(session, rows)}
    return render(request, "networking/registrations.html", context)


@login_required
@require_POST
def accept(request, pk):
    return settle(request, pk, actions.accept)


@login_required
@require_POST
def refuse(request, pk):
    return settle(request, pk, actions.refuse)


def settle(request, pk, action):
    registration = get_object_or_404(Registration.objects.handled_by(request.user), pk=pk)
    registration = action(by=request.user, registration=registration)
    said = {"name": registration.person.shown_name, "state": registration.get_state_display()}
    messages.success(request, _("%(name)s: %(state)s.") % said)
    return redirect(registration.session.get_registrations_url())
