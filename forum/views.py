"""The forum over HTTP: find, validate, call, render."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.mentions import answer_names
from bookmarks.reading import bookmarked
from content.forms import EditForm, ReadForm
from content.kept_pages import kept_for_guests
from content.models import Draft
from content.prepared import prepared
from content.text import AlreadySent, Changed, fold
from forum import actions
from forum.forms import ArrangeForm, PostForm, ThreadForm, WatchForm, read_place
from forum.history import versions_of
from forum.models import Board, Post, SignedPost, Tag, Thread, ThreadReading
from forum.moderating.actions import arrange_thread
from forum.permissions import (
    can_edit,
    can_moderate,
    can_reply_where_seen,
    can_settle,
    can_sign,
    can_vote,
    can_write_in,
    readers_of,
    readers_of_board,
)
from forum.questions.settling import with_answers
from forum.questions.structured import structured
from forum.questions.views import answer_post
from forum.reading import ThreadPage, first_of_page, tags_of, votes_of
from forum.related.finding import similar_threads
from forum.signing import signed_numbers
from live.answers import answer_errors, answer_frame, wants_frames

SUGGESTIONS = 8


@require_safe
def tag_suggestions(request):
    """Answer the type-ahead: the words that begin so, then those that contain it."""
    found = Tag.objects.suggested(fold(request.GET.get("q", "")[:60]))[:SUGGESTIONS]
    return JsonResponse({"tags": [{"slug": tag.slug, "label": tag.label} for tag in found]})


@login_required
@require_safe
def board_names(request, slug):
    """Answer the type-ahead of mentions in a new thread."""
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    return answer_names(request, readers_of_board(board))


@login_required
@require_safe
def thread_names(request, pk):
    """Answer the type-ahead of mentions in a reply."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user).select_related("board"), pk=pk)
    return answer_names(request, readers_of(thread))


def state_for_guests(request, pk):
    """Return what a thread's page hangs on: its version, and the moments that tell it from one of a restored copy."""
    return seen_by_guests(pk)


@prepared
def seen_by_guests(pk):
    seen = Thread.objects.visible_to(AnonymousUser()).filter(pk=pk)
    return seen.values_list("version", "merged_into", "created_at", "last_posted_at")


@require_safe
@kept_for_guests(state_for_guests)
def thread(request, pk):
    user = request.user
    if found := thread_as_read(user, pk):
        return show_thread(request, found[0], form=PostForm(initial=found[0].begun))
    return redirect(find_thread(Thread.objects.visible_to(user), pk))


def find_thread(threads, pk):
    """Return the thread of this address, or the one it was merged into; 404 for who may not see that one."""
    thread = threads.filter(pk=pk, merged_into=None).first()
    return thread or get_object_or_404(threads, pk__in=Thread.objects.filter(pk=pk).values("merged_into"))


@prepared
def thread_as_read(user, pk):
    """Return the thread as this person sees it, with what they read, signed and began to write there."""
    threads = Thread.objects.visible_to(user).with_reading(user).select_related("board")
    signs = Exists(SignedPost.objects.filter(person=user.pk, post__thread=OuterRef("pk")))
    found = threads.annotate(begun=Draft.objects.begun(user, "thread"), signs=signs)
    return found.filter(pk=pk, merged_into=None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request, pk):
    """Let a person choose what they hear of a thread: a menu for the page's script, a page without it."""
    threads = Thread.objects.visible_to(request.user).with_reading(request.user)
    thread = get_object_or_404(threads.select_related("board"), pk=pk)
    if request.method != "POST":
        template = "forum/_watch_menu.html" if request.htmx else "forum/watch.html"
        return render(request, template, {"thread": thread, "choices": ThreadReading.Watch.choices})
    form = WatchForm(request.POST)
    if not form.is_valid():
        return answer_errors(form, 422)
    actions.watch_thread(person=request.user, thread=thread, **form.cleaned_data)
    if not request.htmx:
        return redirect(thread)
    return render(request, "forum/_watch_button.html", {"watch": form.cleaned_data["watch"]})


def show_thread(request, thread, form, status=200):
    start, before = read_place(request.GET)
    # Up to where this person has read: nothing for guests, nor where they have never been.
    read = getattr(thread, "read", None)
    if not start and not before and read is not None and read < thread.last_number:
        start = first_of_page(read + 1)
    moderates = can_moderate(request.user, thread.board)
    # Who only reads is not asked about again; a form that was refused comes without the answer.
    signed = signed_numbers(request.user, thread) if getattr(thread, "signs", True) else []
    page = ThreadPage(thread, hidden=moderates, start=start, before=before)
    context = {
        "thread": thread,
        "read": read,
        "tags": tags_of(thread.pk),
        "page": page,
        "first_unread": page.first_unread(read),
        "form": form,
        "can_reply": can_reply_where_seen(request.user, thread),
        "moderates": moderates,
        "settles": can_settle(request.user, thread, moderates=moderates, signed=signed),
        "signs": bool(signed),
        "voted": page.voted_by(request.user),
        "bookmarked": bookmarked(request.user, thread, *page.posts),
        "structured": structured(request.user, thread, page.posts),
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
                return redirect(arrange_thread(by=request.user, thread=thread, **form.cleaned_data))
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
    boards = Board.objects.visible_to(request.user).annotate(begun=Draft.objects.begun(request.user, "board"))
    board = get_object_or_404(boards, slug=slug)
    allowed = can_sign(request.user, board)
    begun = {**request.GET.dict(), **(board.begun or {})}
    form, status = ThreadForm(request.POST or None, initial=begun, can_sign=allowed), 200
    if "similar" in request.POST:  # asked without scripts: nothing is sent yet
        form = ThreadForm(initial=request.POST.dict(), can_sign=allowed)
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(actions.start_thread(author=request.user, board=board, **form.cleaned_data))
            except (PermissionDenied, AlreadySent) as refusal:
                form, status = form.refused(refusal)
    elif not can_write_in(request.user, board):
        raise PermissionDenied(_("You may not write in this board."))
    similar = similar_threads(request.user, form["title"].value() or "")
    context = {"board": board, "form": form, "similar": similar}
    return render(request, "forum/new_thread.html", context, status=status)


@login_required
@require_POST
def reply(request, pk):
    # A reply that was being written while its thread was merged goes where the thread went.
    thread = find_thread(Thread.objects.visible_to(request.user).for_list(), pk)
    form, status = PostForm(request.POST), 422
    if form.is_valid():
        try:
            post = actions.post_reply(author=request.user, thread=thread, **form.cleaned_data)
            return answer_frame(post.thread.topic, [post], status=201) if wants_frames(request) else redirect(post)
        except (PermissionDenied, AlreadySent) as refusal:
            form, status = form.refused(refusal)
    return answer_errors(form, status) if wants_frames(request) else show_thread(request, thread, form, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request, pk):
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread__board", "author"), pk=pk)
    form, status = EditForm(words=post.body), 200
    if request.method == "POST":
        # Bound even to an empty body: the words as they were typed are for their author only.
        form, status = EditForm(request.POST), 422
        if form.is_valid():
            try:
                post = actions.edit_post(by=request.user, post=post, **form.cleaned_data)
                return answer_post(request, post)
            except PermissionDenied as refusal:
                form, status = form.refused(refusal)
            except Changed as changed:
                form, status = form.conflict(*changed.args)
        if wants_frames(request):
            return answer_errors(form, status, **form.beside)
    elif not can_edit(request.user, post):
        raise PermissionDenied(_("You may not edit this message any more."))
    return render(request, "forum/edit_post.html", {"post": post, "form": form}, status=status)


@require_safe
def history(request, pk):
    """Show what a post said before, and what changed."""
    post = get_object_or_404(Post.objects.visible_to(request.user).for_list().select_related("thread"), pk=pk)
    return render(request, "forum/history.html", {"post": post, "versions": versions_of(post, request.user)})


@require_safe
def post_actions(request, pk):
    """Show what this reader may do with a post: a menu for the page's script, a page without it."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread__board"), pk=pk)
    moderates = can_moderate(request.user, post.thread.board)
    context = {
        "post": post,
        "can_edit": can_edit(request.user, post),
        "moderates": moderates,
        "votes": can_vote(request.user, post),
        "voted": bool(request.user.is_authenticated and votes_of(request.user.pk, post.pk)),
        "bookmarked": bool(bookmarked(request.user, post)),
        "settles": post.number > 1 and post.is_shown and can_settle(request.user, post.thread, moderates=moderates),
    }
    return render(request, "forum/_post_menu.html" if request.htmx else "forum/post_actions.html", context)


@login_required
@require_safe
def post_row(request, pk):
    """Show one post as its stream does; the pages of moderators fetch the hidden ones here."""
    posts = Post.objects.visible_to(request.user).for_list().select_related("thread__board")
    [post] = with_answers([get_object_or_404(posts, pk=pk)])
    return render(request, "forum/_post.html", {"post": post})
