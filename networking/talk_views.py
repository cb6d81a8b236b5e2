"""Questions to the speaker and raised hands, over HTTP."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from live.answers import answer_errors, answer_frame, wants_frames
from networking import talk_actions as actions
from networking.live_views import show
from networking.models import Question
from networking.permissions import open_to
from networking.talk_forms import AskForm
from networking.views import find_among


@login_required
@require_POST
def ask(request, pk):
    found, form, status = find_among(open_to(request.user), pk), AskForm(request.POST), 422
    if form.is_valid():
        try:
            return done(request, found, actions.ask(person=request.user, session=found, **form.cleaned_data))
        except PermissionDenied as refusal:
            form, status = form.refused(refusal)
    if wants_frames(request):
        return answer_errors(form, status)
    return show(request, found, status, ask=form)


def done(request, found, *rows):
    """Answer the script of a page with the rows that changed; without it lead back to where one was."""
    if wants_frames(request):
        return answer_frame(found.topic, rows) if rows else HttpResponse(status=204)
    if "list" in request.POST:
        return redirect("networking:questions", found.pk)
    return redirect(f"{found.get_live_url()}#{rows[0].live_key if rows else 'hands'}")


def find_question(request, pk, key):
    found = find_among(open_to(request.user), pk)
    return found, get_object_or_404(Question.objects.visible_to(request.user).filter(session=found), pk=key)


def is_on(request):
    """Tell which way a switch was turned: its form holds « on », with nothing in it to turn it off."""
    return bool(request.POST.get("on"))


@login_required
@require_POST
def vote(request, pk, key):
    found, question = find_question(request, pk, key)
    return done(request, found, actions.vote(person=request.user, question=question, on=is_on(request)))


@login_required
@require_POST
def mark_answered(request, pk, key):
    found, question = find_question(request, pk, key)
    return done(request, found, actions.mark_answered(by=request.user, question=question, on=is_on(request)))


@login_required
@require_POST
def hide_question(request, pk, key):
    found, question = find_question(request, pk, key)
    return done(request, found, actions.hide_question(by=request.user, question=question, on=is_on(request)))


@login_required
@require_POST
def withdraw_question(request, pk, key):
    found, question = find_question(request, pk, key)
    return done(request, found, actions.withdraw_question(person=request.user, question=question))


@login_required
@require_POST
def raise_hand(request, pk):
    found = find_among(open_to(request.user), pk)
    return done(request, found, actions.raise_hand(person=request.user, session=found, on=is_on(request)))


@login_required
@require_POST
def lower_hands(request, pk):
    found = find_among(open_to(request.user), pk)
    return done(request, found, *actions.lower_hands(by=request.user, session=found))


@login_required
@require_POST
def lower_hand(request, pk, key):
    found = find_among(open_to(request.user), pk)
    hand = get_object_or_404(found.hands.up(), pk=key)
    return done(request, found, *actions.lower_hands(by=request.user, session=found, hand=hand))
