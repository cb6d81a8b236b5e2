"""After a session, over HTTP: what people say of it, and what it came to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from networking import opinion_actions as actions
from networking.models import Opinion
from networking.opinion_forms import OpinionForm
from networking.permissions import can_judge, can_manage
from networking.summaries import summary_of
from networking.views import find


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request, pk):
    """Let who was there say what a session was worth, and change it for a week."""
    session = find(request, pk)
    if not can_judge(request.user, session):
        raise PermissionDenied(_("Those who were there say what it was worth, within a week of its end."))
    mine = Opinion.objects.filter(session=session, person=request.user).first()
    form, status = OpinionForm(request.POST or None, opinion=mine), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.judge(person=request.user, session=session, **form.cleaned_data)
                messages.success(request, _("Thank you. You can change your answers for a week after the session."))
                return redirect(session)
            except PermissionDenied as refusal:
                form, status = form.refused(refusal)
    context = {"session": session, "form": form, "mine": mine}
    return render(request, "networking/opinion.html", context, status=status)


@login_required
@require_safe
def summary(request, pk):
    """Show those who run a session what it came to."""
    session = find(request, pk)
    if not can_manage(request.user, session):
        raise PermissionDenied(_("Only its hosts and its partner do this in a session."))
    if not session.took_place:
        raise Http404
    return render(request, "networking/summary.html", {"session": session, **summary_of(session)})
