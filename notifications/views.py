"""A person's notifications over HTTP. Only a POST marks anything read: scanners and prefetching follow links."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.paging import page_of
from notifications import actions
from notifications.forms import ChoicesForm
from notifications.kinds import address_of, chosen, with_about
from notifications.letters import ALL, DIGEST, read_stop
from notifications.models import Choices, Notification

PAGE, IN_MENU = 30, 6


@login_required
@require_safe
def notifications(request):
    """Show them page by page; to the page's script, the latest ones as a menu of the bell."""
    rows = Notification.objects.visible_to(request.user).on_page().for_list()
    page = page_of(rows, request.GET, moment="created_at", size=IN_MENU if request.htmx else PAGE)
    with_about(request.user, page.rows)
    template = "notifications/_menu.html" if request.htmx else "notifications/list.html"
    return render(request, template, {"page": page})


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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request):
    """Let a person choose how they are told of what."""
    form, status = ChoicesForm(request.POST or None, choices=Choices.of(request.user)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            actions.choose(person=request.user, **form.said())
            messages.success(request, _("Your choices are saved."))
            return redirect("notifications:choices")
    context = {"form": form, "answers_by_email": bool(settings.INBOUND_ADDRESS)}
    return render(request, "notifications/choices.html", context, status=status)


@login_required
@require_POST
def revoke_addresses(request):
    actions.revoke_addresses(person=request.user)
    messages.success(request, _("The addresses of earlier emails are worthless now."))
    return redirect("notifications:choices")


@csrf_exempt  # mail programs stop a list by a POST of their own (RFC 8058); the signed address is what allows it
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Stop letters by the address that stands in each of them; looking at it, as mail scanners do, changes nothing."""
    person, what = read_stop(token) or (None, None)
    if person is None:
        raise Http404
    if request.method == "POST":
        if what == DIGEST:
            actions.stop_digest(person=person)
        else:
            actions.stop_emails(person=person, kind=None if what == ALL else what)
    kind = chosen().get(what)
    with translation.override(person.language):
        label = _("The summary of the week") if what == DIGEST else kind.label if kind else ""
        context = {"label": label, "done": request.method == "POST"}
        return render(request, "notifications/stop.html", context)
