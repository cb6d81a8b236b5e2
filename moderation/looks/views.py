"""Looks over HTTP: a page that asks why, the answer, and the log."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import SIGNATURE
from content.paging import page_of
from forum.models import Post
from moderation.looks.actions import can_look, can_read_looks, look
from moderation.looks.forms import LookForm
from moderation.looks.models import Look


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def see(request, pk):
    """Ask why, then show who signed a post. The answer stands at no address: only a POST gives it."""
    posts = Post.objects.visible_to(request.user).filter(author=SIGNATURE).select_related("thread__board", "author")
    post = get_object_or_404(posts, pk=pk)
    if not can_look(request.user):
        raise PermissionDenied(_("Only the two named moderators see who signed: ask them."))
    form, context, status = LookForm(request.POST or None), {"post": post}, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            person = look(moderator=request.user, post=post, **form.cleaned_data)
            context, status = {"post": post, "seen": True, "person": person}, 200
    return render(request, "moderation/look.html", {**context, "form": form}, status=status)


@login_required
@require_safe
def looks(request):
    """Show each look that was taken: by whom, where, why; not at whom."""
    if not can_read_looks(request.user):
        raise PermissionDenied(_("This page is for administrators and the two named moderators."))
    rows = Look.objects.visible_to(request.user).select_related("moderator", "post__thread")
    return render(request, "moderation/looks.html", {"page": page_of(rows, request.GET, moment="created_at")})
