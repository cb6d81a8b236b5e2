"""The questions of a session as those who run it see them, and how they become threads, over HTTP."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum.models import Board
from networking import proposal_actions as actions
from networking.models import Proposal, Question
from networking.permissions import can_manage, open_to
from networking.talk_forms import ProposeForm
from networking.talk_views import find_question
from networking.views import find_among


@login_required
@require_safe
def questions(request, pk):
    """Show those who run a session all its questions, the hidden ones too."""
    return show_questions(request, find_among(open_to(request.user), pk))


def show_questions(request, found, status=200):
    if not can_manage(request.user, found):
        raise PermissionDenied(_("Only its hosts and its partner do this in a session."))
    rows = Question.objects.visible_to(request.user).filter(session=found).in_order()
    context = {
        "session": found,
        "questions": rows.select_related("author", "proposal__thread", "proposal__board"),
        "boards": list(Board.objects.writable_by(request.user).in_order()),
    }
    return render(request, "networking/questions.html", context, status=status)


@login_required
@require_POST
def propose(request, pk, key):
    found, question = find_question(request, pk, key)
    form = ProposeForm(request.POST, boards=Board.objects.writable_by(request.user))
    if not form.is_valid():
        messages.error(request, _("Choose a board."))
        return show_questions(request, found, 422)
    actions.propose(by=request.user, question=question, **form.cleaned_data)
    messages.success(request, _("Proposed: its author is told, and may withdraw it for 24 hours."))
    return redirect("networking:questions", pk)


@login_required
@require_safe
def proposal(request, pk):
    """Show who asked a question what becomes of it."""
    found = get_object_or_404(Proposal.objects.told_to(request.user), pk=pk)
    return render(request, "networking/proposal.html", {"proposal": found})


@login_required
@require_POST
def withdraw(request, pk):
    found = get_object_or_404(Proposal.objects.told_to(request.user), pk=pk)
    actions.withdraw_proposal(person=request.user, proposal=found)
    messages.success(request, _("Your question is not published."))
    return redirect(found)
