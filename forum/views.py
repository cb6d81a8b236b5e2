"""The forum over HTTP: find, validate, call, render."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.forms import ReadForm
from content.paging import page_of
from content.text import AlreadySent, digest, fold
from forum import actions
from forum.forms import ArrangeForm, EditForm, PostForm, ThreadForm, read_place
from forum.models import Board, Post, Tag, TaggedThread, Thread
from forum.permissions import can_edit, can_moderate, can_reply, can_write_in
from forum.reading import ThreadPage, first_of_page
from live.answers import answer_errors, answer_frame, wants_frames

SUGGESTIONS = 8
MOST_PINNED = 5  # of one board
LIVELIEST = 6


@require_safe
def home(request):
    threads = Thread.objects.visible_to(request.user).filter(hidden_at=None).with_unread(request.user).for_list()
    context = {
        "threads": threads.order_by("-last_posted_at", "-pk")[:LIVELIEST],
        "boards": boards_with_latest(request.user),
    }
    if not request.user.is_authenticated:
        return render(request, "forum/home_guest.html", context)
    waiting = threads.filter(kind=Thread.Kind.QUESTION, visible_posts=1, closed_at=None)
    context["waiting"] = waiting.order_by("-created_at", "-pk")[:LIVELIEST]
    return render(request, "forum/home.html", context)


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
def mine(request):
    """Threads in which this person wrote."""
    return show_threads(request, "mine", Thread.objects.visible_to(request.user).written_in_by(request.user))


def show_threads(request, view, threads):
    threads = threads.filter(hidden_at=None).with_unread(request.user).for_list()
    page = page_of(threads, request.GET, moment="last_posted_at")
    return render(request, "forum/latest.html", {"page": page, "view": view})


@require_safe
def board(request, slug):
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    threads = Thread.objects.filter(board=board).with_unread(request.user).for_list()
    moderates = can_moderate(request.user, board)
    if not moderates:
        threads = threads.filter(hidden_at=None)
    pinned = list(threads.pinned()[:MOST_PINNED])
    page = page_of(threads.exclude(pk__in=[thread.pk for thread in pinned]), request.GET, moment="last_posted_at")
    if not page.newer:
        page = page.with_rows(pinned + page.rows)
    context = {
        "board": board,
        "page": page,
        "can_write": can_write_in(request.user, board),
        "moderates": moderates,
    }
    return render(request, "forum/board.html", context)


@require_safe
def tag(request, slug):
    tag = get_object_or_404(Tag, slug=slug)
    visible = TaggedThread.objects.filter(
        tag=tag,
        content_object__hidden_at=None,
        content_object__board__in=Board.objects.visible_to(request.user),
    )
    page = page_of(visible, request.GET, moment="last_posted_at", pk="content_object_id")
    found = Thread.objects.with_unread(request.user).for_list()
    threads = found.in_bulk([tagged.content_object_id for tagged in page.rows])
    rows = [threads[tagged.content_object_id] for tagged in page.rows]
    return render(request, "forum/tag.html", {"tag": tag, "page": page.with_rows(rows)})


@require_safe
def tag_suggestions(request):
    """Answer the type-ahead: the words that begin so, then those that contain it."""
    found = Tag.objects.suggested(fold(request.GET.get("q", "")[:60]))[:SUGGESTIONS]
    return JsonResponse({"tags": [{"slug": tag.slug, "label": tag.label} for tag in found]})


@require_safe
def thread(request, pk):
    threads = Thread.objects.visible_to(request.user).with_unread(request.user)
    return show_thread(request, get_object_or_404(threads.for_list(), pk=pk), form=PostForm())


def show_thread(request, thread, form, status=200):
    start, before = read_place(request.GET)
    # Up to where this person has read: nothing for guests, nor where they have never been.
    unread = getattr(thread, "unread", None)
    read = None if unread is None else thread.last_number - unread
    if not start and not before and read is not None and read < thread.last_number:
        start = first_of_page(read + 1)
    context = {
        "thread": thread,
        "read": read,
        "page": ThreadPage(thread, request.user, start=start, before=before),
        "form": form,
        "can_reply": can_reply(request.user, thread),
        "moderates": can_moderate(request.user, thread.board),
    }
    return render(request, "forum/thread.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request, pk):
    """Let a moderator put a thread where it belongs."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user).for_list(), pk=pk)
    if not can_moderate(request.user, thread.board):
        raise PermissionDenied(_("Only the moderators of this board may do this."))
    form, status = ArrangeForm(request.POST or None, thread=thread, person=request.user), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(actions.arrange_thread(by=request.user, thread=thread, **form.cleaned_data))
            except PermissionDenied as refusal:
                form, status = form.refused(refusal)
    return render(request, "forum/arrange.html", {"thread": thread, "form": form}, status=status)


@login_required
@require_POST
def mark_read(request, pk):
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    form = ReadForm(request.POST)
    if not form.is_valid():
        return answer_errors(form, 422)
    actions.read_thread(person=request.user, thread=thread, **form.cleaned_data)
    return HttpResponse(status=204)


@login_required
@require_POST
def mark_unread(request, pk):
    """Keep a thread for later, from this message on."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread__board"), pk=pk)
    actions.unread_from(person=request.user, post=post)
    messages.success(request, _("Kept for later: you find it among your unread threads."))
    return redirect(post.thread.board)


@require_safe
def post(request, pk):
    """Lead to a post's present place: this is its address for ever."""
    post = get_object_or_404(Post.objects.visible_to(request.user).only("pk", "number", "thread_id"), pk=pk)
    # On the page of twenty it is part of: a reply without what it replies to says little.
    first = first_of_page(post.number)
    place = f"?message={first}" if first > 1 else ""
    return redirect(f"{post.thread.get_absolute_url()}{place}#{post.live_key}")


@login_required
@require_safe
def choose_board(request):
    boards = Board.objects.writable_by(request.user).in_order()
    return render(request, "forum/choose_board.html", {"boards": boards})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_thread(request, slug):
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    form, status = ThreadForm(request.POST or None, initial=request.GET.dict()), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(actions.start_thread(author=request.user, board=board, **form.cleaned_data))
            except (PermissionDenied, AlreadySent) as refusal:
                form, status = form.refused(refusal)
    elif not can_write_in(request.user, board):
        raise PermissionDenied(_("You may not write in this board."))
    return render(request, "forum/new_thread.html", {"board": board, "form": form}, status=status)


@login_required
@require_POST
def reply(request, pk):
    thread = get_object_or_404(Thread.objects.visible_to(request.user).for_list(), pk=pk)
    form, status = PostForm(request.POST), 422
    if form.is_valid():
        try:
            post = actions.post_reply(author=request.user, thread=thread, **form.cleaned_data)
            return answer_frame(thread.topic, [post], status=201) if wants_frames(request) else redirect(post)
        except (PermissionDenied, AlreadySent) as refusal:
            form, status = form.refused(refusal)
    return answer_errors(form, status) if wants_frames(request) else show_thread(request, thread, form, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request, pk):
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread__board", "author"), pk=pk)
    form, status = EditForm(initial={"body": post.body, "seen": digest(post.body)}), 200
    if request.method == "POST":
        # Bound even to an empty body: the words as they were typed are for their author only.
        form, status = EditForm(request.POST), 422
        if form.is_valid():
            try:
                post = actions.edit_post(by=request.user, post=post, **form.cleaned_data)
                return answer_frame(post.thread.topic, [post]) if wants_frames(request) else redirect(post)
            except PermissionDenied as refusal:
                form, status = form.refused(refusal)
            except actions.Changed as changed:
                form, status = form.conflict(*changed.args)
        if wants_frames(request):
            return answer_conflict(form) if status == 409 else answer_errors(form, status)
    elif not can_edit(request.user, post):
        raise PermissionDenied(_("You may not edit this message any more."))
    return render(request, "forum/edit_post.html", {"post": post, "form": form}, status=status)


def answer_conflict(form):
    """Answer the page's script with both: why it was not stored, and what to show beside what was typed."""
    sentences = [str(sentence) for sentence in form.non_field_errors()]
    return JsonResponse({"errors": sentences, "seen": form["seen"].value(), "present": form.present}, status=409)


@require_safe
def post_actions(request, pk):
    """Show what this reader may do with a post: a menu for the page's script, a page without it."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread__board"), pk=pk)
    context = {
        "post": post,
        "can_edit": can_edit(request.user, post),
        "moderates": can_moderate(request.user, post.thread.board),
    }
    return render(request, "forum/_post_menu.html" if request.htmx else "forum/post_actions.html", context)


@login_required
@require_safe
def post_row(request, pk):
    """Show one post as its stream does; the pages of moderators fetch the hidden ones here."""
    post = get_object_or_404(Post.objects.visible_to(request.user).for_list(), pk=pk)
    return render(request, "forum/_post.html", {"post": post})
