"""Moving posts over HTTP: a page where a moderator picks them and says where they go."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.paging import read_number
from forum.models import Board, Thread
from forum.moving.actions import Elsewhere, merge_thread, move_posts, split_thread
from forum.moving.forms import IntoThreadForm, NewThreadForm, ToThreadForm, Where, WhereForm

SHOWN = 100  # posts to pick from, on one page; a request holds 200 fields at most
NEAR = 30  # threads that are offered by name
WAYS = {
    Where.NEW: (NewThreadForm, split_thread),
    Where.INTO: (IntoThreadForm, move_posts),
    Where.WHOLE: (ToThreadForm, merge_thread),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, pk):
    threads = Thread.objects.visible_to(request.user).filter(merged_into=None)
    moderated = Board.objects.moderated_by(request.user).filter(pk=OuterRef("board"))
    thread = get_object_or_404(threads.for_list().annotate(is_moderated=Exists(moderated)), pk=pk)
    if not thread.is_moderated:
        raise PermissionDenied(_("Only the moderators of this board may do this."))
    sent, where = request.method == "POST", WhereForm(request.POST or None)
    chosen, status = where.data.get("where") if sent and where.is_valid() else None, 422 if sent else 200
    forms = {
        way: form(request.POST if way == chosen else None, thread=thread, person=request.user)
        for way, (form, _act) in WAYS.items()
    }
    if chosen and forms[chosen].is_valid():
        try:
            target = WAYS[chosen][1](by=request.user, thread=thread, **forms[chosen].cleaned_data)
            messages.success(request, _("Moved. The old addresses of the messages lead here."))
            return redirect(target)
        except (PermissionDenied, Elsewhere) as refusal:
            _form, status = forms[chosen].refused(refusal)
    context = {
        "thread": thread,
        "where": where,
        "new": forms[Where.NEW],
        "to": forms[Where.WHOLE if chosen == Where.WHOLE else Where.INTO],
        "form": forms.get(chosen, where),
        "picked": set((request.POST if sent else request.GET).getlist("posts")),
        **choices(request, thread),
    }
    return render(request, "forum/move.html", context, status=status)


def choices(request, thread):
    """Return a hundred posts to pick from, the first one left aside, and the threads of the board by name."""
    start = max(read_number(request.GET.get("message", "")) or 2, 2)
    posts = thread.posts.visible_to(request.user).for_list().filter(number__gte=start).order_by("number")
    found = list(posts[: SHOWN + 1])
    near = Thread.objects.filter(board=thread.board, hidden_at=None).exclude(pk=thread.pk)
    return {
        "posts": found[:SHOWN],
        "next": f"?message={found[SHOWN].number}" if len(found) > SHOWN else "",
        "first": "?" if start > 2 else "",
        "near": near.order_by("-last_posted_at", "-pk")[:NEAR],
    }
