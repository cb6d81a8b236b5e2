"""Lists of threads over HTTP: the home page, boards, tags, and what one reads."""

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Subquery
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.paging import page_of
from content.prepared import one_or_404, prepared
from forum.lists import keys_of_liveliest, keys_of_pinned, keys_of_waiting, threads_in_list
from forum.models import Board, Following, Tag, TaggedThread, Thread
from forum.panels import shown_to
from forum.permissions import can_moderate, can_write_where_seen
from forum.questions.lists import Stage, page_in_stage, read_stage


@require_safe
def home(request):
    user = request.user
    template = "forum/home.html" if user.is_authenticated else "forum/home_guest.html"
    liveliest = keys_of_liveliest(user)
    waiting = keys_of_waiting(user) if user.is_authenticated else []
    threads = threads_in_list(user, liveliest + waiting)
    context = {
        "threads": threads[: len(liveliest)],
        "waiting": threads[len(liveliest) :],
        "boards": boards_seen(user),
        "panels": shown_to(user),
    }
    return render(request, template, context)


@prepared
def boards_seen(user):
    return Board.objects.visible_to(user).in_order()


def boards_with_latest(user):
    """Return the boards that this person sees, each with the title, address and moment of its liveliest thread."""
    latest = Thread.objects.filter(board=OuterRef("pk"), hidden_at=None).order_by("-last_posted_at", "-pk")
    fields = {f"latest_{field}": Subquery(latest.values(field)[:1]) for field in ("pk", "title", "language")}
    return (
        Board.objects.visible_to(user)
        .in_order()
        .annotate(last_posted_at=Subquery(latest.values("last_posted_at")[:1]), **fields)
    )


@require_safe
def boards(request):
    return render(request, "forum/boards.html", {"boards": boards_with_latest(request.user)})


@require_safe
def latest(request):
    return show_threads(request, "latest", Thread.objects.visible_to(request.user))


@require_safe
@login_required
def unread(request):
    """Threads that went on since this person read them."""
    return show_threads(request, "unread", Thread.objects.visible_to(request.user).unread_by(request.user))


@require_safe
@login_required
def followed(request):
    """Threads of which this person is told each reply."""
    return show_threads(request, "followed", Thread.objects.visible_to(request.user).followed_by(request.user))


@require_safe
@login_required
def mine(request):
    """Threads in which this person wrote."""
    return show_threads(request, "mine", Thread.objects.visible_to(request.user).written_in_by(request.user))


def show_threads(request, view, threads):
    page, stage = page_in_stage(threads.filter(hidden_at=None), request.GET)
    page = page.with_rows(threads_in_list(request.user, page.rows))
    return render(request, "forum/latest.html", {"page": page, "view": view, "stages": Stage, "stage": stage})


@require_safe
def board(request, slug):
    board = one_or_404(board_as_read(request.user, slug))
    moderates = can_moderate(request.user, board)
    threads = Thread.objects.filter(board=board, merged_into=None)
    if not moderates:
        threads = threads.filter(hidden_at=None)
    pinned = [] if read_stage(request.GET) else keys_of_pinned(board)
    page, stage = page_in_stage(threads.exclude(pk__in=pinned), request.GET)
    keys = page.rows if page.newer else pinned + page.rows
    page = page.with_rows(threads_in_list(request.user, keys))
    context = {
        "board": board,
        "page": page,
        "stages": Stage,
        "stage": stage,
        "can_write": can_write_where_seen(request.user, board),
        "moderates": moderates,
    }
    return render(request, "forum/board.html", context)


@prepared
def board_as_read(user, slug):
    follows = Exists(Following.objects.filter(board=OuterRef("pk"), person=user.pk))
    return Board.objects.visible_to(user).annotate(follows=follows).filter(slug=slug)


@require_safe
def tag(request, slug):
    tag = get_object_or_404(Tag, slug=slug)
    visible = TaggedThread.objects.filter(
        tag=tag,
        content_object__hidden_at=None,
        content_object__board__in=Board.objects.visible_to(request.user),
    )
    page = page_of(visible, request.GET, moment="last_posted_at", pk="content_object_id")
    rows = threads_in_list(request.user, [tagged.content_object_id for tagged in page.rows])
    return render(request, "forum/tag.html", {"tag": tag, "page": page.with_rows(rows)})
