"""Polls in a session, over HTTP."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from live.answers import answer_errors, wants_frames
from networking import poll_actions as actions
from networking.live_views import show
from networking.permissions import open_to
from networking.poll_forms import AnswerForm, PollForm
from networking.talk_views import done
from networking.views import find_among


@login_required
@require_POST
def start(request, pk):
    found, form, status = find_among(open_to(request.user), pk), PollForm(request.POST), 422
    if form.is_valid():
        try:
            return done(request, found, actions.start_poll(by=request.user, session=found, **form.cleaned_data))
        except PermissionDenied as refusal:
            form, status = form.refused(refusal)
    if wants_frames(request):
        return answer_errors(form, status)
    return show(request, found, status, poll_form=form)


@login_required
@require_POST
def answer(request, pk, key):
    found = find_among(open_to(request.user), pk)
    poll = get_object_or_404(found.polls, pk=key)
    form = AnswerForm(request.POST, poll=poll)
    if form.is_valid():
        return done(request, found, actions.answer_poll(person=request.user, poll=poll, **form.cleaned_data))
    if wants_frames(request):
        return answer_errors(form, 422)
    messages.error(request, " ".join(form.errors["chosen"]))
    return show(request, found, 422)


@login_required
@require_POST
def end(request, pk, key):
    found = find_among(open_to(request.user), pk)
    poll = get_object_or_404(found.polls, pk=key)
    return done(request, found, actions.end_poll(by=request.user, poll=poll))
