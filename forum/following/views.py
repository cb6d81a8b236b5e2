"""Following boards, tags, people and companies over HTTP."""

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Company
from forum.feeds import others
from forum.following import actions
from forum.models import Board, FeedKey, Following, Tag
from forum.models.followings import TARGETS
from notifications.letters import absolute

MOST_SHOWN = 300


def found(user, what, pk):
    visible = {
        "board": Board.objects.visible_to(user),
        "tag": Tag.objects.all(),
        "author": get_user_model().objects.visible_to(user),
        "company": Company.objects.visible_to(user),
    }
    return get_object_or_404(visible[what], pk=pk)


@login_required
@require_POST
def follow(request, what, pk):
    """Follow it, or with « stop » no more."""
    target = found(request.user, what, pk)
    act = actions.unfollow if "stop" in request.POST else actions.follow
    act(person=request.user, what=what, target=target)
    return redirect("forum:following" if "list" in request.POST else target)


@login_required
@require_safe
def following(request):
    """Show everything that a person follows but threads, which have their own list."""
    rows = Following.objects.visible_to(request.user).select_related(*TARGETS).order_by("-pk")[:MOST_SHOWN]
    groups = [(what, [getattr(row, what) for row in rows if getattr(row, what)]) for what in TARGETS]
    return render(request, "forum/following.html", {"groups": [(what, targets) for what, targets in groups if targets]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request):
    """Let a person make the secret address of their feeds, shown once, and revoke it."""
    secret = ""
    if request.method == "POST":
        if "revoke" in request.POST:
            actions.revoke_feed_key(person=request.user)
            return redirect("forum:feeds")
        secret = actions.make_feed_key(person=request.user)
    key = FeedKey.objects.filter(person=request.user).first()
    rows = feeds_of(request.user, secret) if secret else []
    return render(request, "forum/feeds.html", {"key": key, "secret": secret, "rows": rows})


def feeds_of(person, secret):
    """Return (name, address) of what a program reads in a person's place: boards and tags they follow, and the rest."""
    rows = Following.objects.visible_to(person).select_related("board", "tag").order_by("-pk")[:MOST_SHOWN]
    named = [(row.board.name, "forum:board_feed", row.board.slug) for row in rows if row.board]
    named += [(row.tag.label, "forum:tag_feed", row.tag.slug) for row in rows if row.tag]
    paths = [(name, reverse(view, args=[slug])) for name, view, slug in named]
    paths += [(label, reverse(view)) for view, label in others.items()]
    return [(name, f"{absolute(path)}?cle={secret}") for name, path in paths]
