"""A person's notifications over HTTP. Only a POST marks anything read: scanners and prefetching follow links."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from content.paging import page_of
from notifications import actions
from notifications.kinds import address_of, with_about
from notifications.models import Notification


@login_required
@require_safe
def notifications(request):
    rows = Notification.objects.visible_to(request.user).select_related("actor")
    page = page_of(rows, request.GET, moment="created_at")
    with_about(request.user, page.rows)
    return render(request, "notifications/list.html", {"page": page})


@login_required
def open_one(request, pk):
    notification = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect("notifications:list")
    actions.mark_read(person=request.user, notification=notification)
    return redirect(address_of(request.user, notification) or "notifications:list")


@login_required
@require_POST
def read_all(request):
    actions.mark_all_read(person=request.user)
    return redirect("notifications:list")
