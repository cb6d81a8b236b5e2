"""Bookmarks over HTTP: only their owner ever sees them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from bookmarks import actions
from bookmarks.forms import BookmarkForm
from bookmarks.kinds import kinds
from bookmarks.models import Bookmark
from content.paging import page_of

COMING = "rappels=a-venir"


@login_required
@require_safe
def bookmarks(request):
    """Show what this person keeps, page by page, or what of it waits for its reminder."""
    rows, coming = Bookmark.objects.told_to(request.user), request.GET.get("rappels") == "a-venir"
    page = page_of(rows.coming() if coming else rows, request.GET, moment="created_at")
    page = page.keeping(COMING) if coming else page
    return render(request, "bookmarks/list.html", {"page": page, "coming": coming})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bookmark(request, what, pk):
    """Let a person bookmark something, or change its bookmark: a dialog for the page's script, a page without it."""
    if what not in kinds:
        raise Http404
    about = get_object_or_404(kinds[what].visible_to(request.user), pk=pk)
    kept = Bookmark.objects.visible_to(request.user).of(about).first()
    form, status = BookmarkForm(request.POST or None, bookmark=kept), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.keep(person=request.user, about=about, **form.said())
                return answer(request, f"{what}-{pk}", True, about)
            except PermissionDenied as refusal:
                form, status = form.refused(refusal)
    context = {"what": what, "about": about, "shown": kinds[what].shown(about), "kept": kept, "form": form}
    return render(request, f"bookmarks/{'_' * bool(request.htmx)}form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, pk):
    """Ask whether to take a bookmark away, then do."""
    kept = get_object_or_404(Bookmark.objects.told_to(request.user), pk=pk)
    if request.method == "POST":
        actions.remove(person=request.user, bookmark=kept)
        return answer(request, f"{kept.what}-{kept.about_id}" if kept.about else "", False, kept.about)
    return render(request, f"bookmarks/{'_' * bool(request.htmx)}remove.html", {"kept": kept})


def answer(request, name, is_kept, about):
    """Tell the page's script what is bookmarked now; without it lead back to where the person was."""
    said = _("Bookmark kept.") if is_kept else _("Bookmark removed.")
    if request.htmx:
        done = trigger_client_event(HttpResponse(status=204), "toast", said)
        return trigger_client_event(done, "bookmarked", {"name": name, "kept": is_kept})
    messages.success(request, said)
    return redirect(about if about and "list" not in request.POST else "bookmarks:list")
