"""Questions over HTTP."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from forum.live import rows_at
from forum.models import Post, Trial
from forum.permissions import can_moderate, can_try
from forum.questions import actions
from forum.questions.forms import MarkForm, TrialForm, VoteForm
from forum.questions.trials import report_trial, withdraw_trial
from live.answers import answer_errors, answer_frame, wants_frames


@login_required
@require_POST
def mark_answer(request, pk):
    """Let whoever asked choose the answer."""
    return change_post(request, pk, MarkForm(request.POST), actions.mark_answer)


@login_required
@require_POST
def vote(request, pk):
    """Let a member say that a post is useful, or that they have the same problem."""
    return change_post(request, pk, VoteForm(request.POST), actions.vote)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trials(request, pk):
    """Show the reports of companies on an answer, and let a member of another company tell theirs."""
    post = get_object_or_404(Post.objects.visible_to(request.user).for_list().select_related("thread__board"), pk=pk)
    shown = trials_of(request.user, post)
    mine = next((trial for trial in shown if trial.person_id == request.user.pk and not trial.hidden_at), None)
    form, status = TrialForm(request.POST or None, initial=mine and model_to_dict(mine)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(report_trial(by=request.user, post=post, **form.cleaned_data))
            except PermissionDenied as refusal:
                form, status = form.refused(refusal)
    context = {
        "post": post,
        "trials": shown,
        "mine": mine,
        "form": form,
        "can_try": can_try(request.user, post),
        "moderates": can_moderate(request.user, post.thread.board),
    }
    return render(request, "forum/trials.html", context, status=status)


def trials_of(user, post):
    """Return the reports on a post that this person sees, the hidden ones too for its moderators."""
    trials = list(Trial.objects.visible_to(user).filter(post=post, removed_at=None).for_list())
    for trial in trials:
        trial.shown_company = post.company_shown_of(trial.person)
    return trials


@login_required
@require_POST
def withdraw(request, pk):
    """Take back one's own report."""
    trials = Trial.objects.visible_to(request.user).select_related("post__thread__board")
    trial = get_object_or_404(trials, pk=pk)
    return redirect(withdraw_trial(by=request.user, trial=trial))


def change_post(request, pk, form, action):
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread__board"), pk=pk)
    if not form.is_valid():
        return answer_errors(form, 422)
    return answer_post(request, action(by=request.user, post=post, **form.cleaned_data))


def answer_post(request, post):
    """Answer a change of a post with all that it wrote, or lead back to the post."""
    thread = post.thread
    return answer_frame(thread.topic, rows_at(thread, post.version)) if wants_frames(request) else redirect(post)
