"""Moderation over HTTP: find, validate, call, render. A decision opens in a dialog, and is a page without scripts."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.paging import page_of
from moderation import actions, reading
from moderation.forms import DecisionForm, ReportForm, SuspensionForm
from moderation.looks.actions import can_read_looks
from moderation.models import TARGETS, Decision, author_of, is_done, to_judge, what_is
from moderation.permissions import can_moderate, can_report, can_see_reports
from moderation.wording import INVERSE, WORDS

RELATED = {
    "thread": ["author__company", "board"],
    "post": ["author__company", "thread__board"],
    "trial": ["person__company", "post__thread__board"],
    "message": ["author__company", "room"],
    "person": ["company"],
}


def find(user, what, pk):
    """Return a thread, post, trial, message or person that this person sees or may decide about, else 404."""
    if what not in TARGETS:
        raise Http404
    return get_object_or_404(to_judge(user, what).select_related(*RELATED[what]), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, what, pk):
    target = find(request.user, what, pk)
    if not can_report(request.user, target):
        raise PermissionDenied(_("You cannot report this."))
    form, status = ReportForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.report(reporter=request.user, target=target, **form.cleaned_data)
                return done(request, _("Thank you. The moderators will look at it."), target)
            except (PermissionDenied, actions.AlreadyDone) as refusal:
                status = refuse(form, refusal)
    context = {"form": form, "what": what, "target": target, "author": author_of(target)}
    return show(request, "report", context, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, what, pk, kind):
    target = find(request.user, what, pk)
    if (what, kind) not in WORDS:
        raise Http404
    if what == "post" and target.number == 1:
        return redirect("moderation:decide", "thread", target.thread_id, kind)
    if not can_moderate(request.user, target):
        raise PermissionDenied(_("You may not decide about this."))
    form, status = form_for(kind)(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.decide(moderator=request.user, kind=kind, target=target, **form.decision)
                return done(request, _("Decided. It is in the log, where it can be undone."), target)
            except (PermissionDenied, actions.AlreadyDone) as refusal:
                status = refuse(form, refusal)
    elif is_done(kind, target):
        status = 409
    return show(request, "decide", {"form": form, **reading.grounds(request.user, what, kind, target)}, status)


def form_for(kind):
    return SuspensionForm if kind == Decision.Kind.SUSPEND else DecisionForm


def refuse(form, refusal):
    """Put the sentence of a refusal in the form, which keeps what was typed; return the status."""
    form.add_error(None, str(refusal))
    return 409 if isinstance(refusal, actions.AlreadyDone) else 403


def show(request, name, context, status):
    template = f"moderation/_{name}.html" if request.htmx else f"moderation/{name}.html"
    return render(request, template, {**context, "in_dialog": bool(request.htmx)}, status=status)


def done(request, sentence, target):
    """Say that it is done: on the object's page, or over the page whose dialog asked."""
    if not request.htmx:
        messages.success(request, sentence)
        return redirect(reading.way_back(request.user, target))
    response = HttpResponse(status=204)
    in_queue = (request.htmx.current_url_abs_path or "").startswith(reverse("moderation:reports"))
    if in_queue or what_is(target) in ("thread", "trial", "person"):
        messages.success(request, sentence)
        response["HX-Refresh"] = "true"
    else:
        # Rows of streams change by themselves on the open page.
        response["HX-Trigger"] = json.dumps({"toast": sentence})
    return response


def moderators_only(user):
    if not can_see_reports(user):
        raise PermissionDenied(_("This page is for moderators."))


@login_required
@require_safe
def reports(request):
    moderators_only(request.user)
    return render(request, "moderation/reports.html", {"cases": reading.cases_for(request.user)})


@login_required
@require_POST
def dismiss(request, what, pk):
    try:
        actions.dismiss(moderator=request.user, target=find(request.user, what, pk))
        messages.success(request, _("Closed without action. What was reported stays as it is."))
    except actions.AlreadyDone as refusal:
        messages.info(request, str(refusal))
    return redirect("moderation:reports")


@login_required
@require_safe
def log(request):
    moderators_only(request.user)
    rows = Decision.objects.visible_to(request.user).with_targets().select_related("moderator", "undone_by")
    page = page_of(rows, request.GET, moment="created_at")
    for decision in page.rows:
        # Undoing is doing the opposite: offered while that would change something.
        decision.can_be_undone = decision.undone_at is None and not is_done(INVERSE[decision.kind], decision.target)
    return render(request, "moderation/log.html", {"page": page, "reads_looks": can_read_looks(request.user)})


@login_required
@require_POST
def undo(request, pk):
    decision = get_object_or_404(Decision.objects.visible_to(request.user).with_targets(), pk=pk)
    try:
        actions.undo(moderator=request.user, decision=decision)
        messages.success(request, _("Undone. The person concerned is told."))
    except actions.AlreadyDone as refusal:
        messages.info(request, str(refusal))
    return redirect("moderation:log")
