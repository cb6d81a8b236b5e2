"""Sessions over HTTP: the schedule, one session, and what those who plan them do."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import name_of_zone
from accounts.models import Company
from content.paging import page_of, read_number
from content.text import Changed
from forum.models import FeedKey
from networking import actions
from networking.calendars import calendar_of, feed_of
from networking.forms import Agenda, SessionForm, agenda_of
from networking.models import Registration, Session
from networking.permissions import can_enter, can_judge, can_manage, can_plan, can_register_where_seen, planned_for

MOST_COMING = 60


def find(request, pk):
    return find_among(Session.objects.visible_to(request.user), pk)


def find_among(sessions, pk):
    return get_object_or_404(sessions.select_related("partner"), pk=pk)


@require_safe
def sessions(request):
    """Show what is to come, this reader's own marked."""
    coming = Session.objects.visible_to(request.user).coming().select_related("partner")[:MOST_COMING]
    context = {"sessions": with_mine(request.user, list(coming)), "can_plan": can_plan(request.user)}
    return render(request, "networking/sessions.html", context)


@require_safe
def past(request):
    rows = Session.objects.visible_to(request.user).past().filter(published_at__isnull=False)
    page = page_of(rows.select_related("partner"), request.GET, moment="ends_at")
    with_mine(request.user, page.rows)
    return render(request, "networking/past.html", {"page": page})


def with_mine(user, rows):
    """Give each session `mine`, this reader's registration or None, in one query."""
    states = {}
    if user.is_authenticated:
        mine = Registration.objects.visible_to(user).filter(session__in=[row.pk for row in rows])
        states = {registration.session_id: registration for registration in mine}
    for row in rows:
        row.mine = states.get(row.pk)
    return rows


@require_safe
def session(request, pk):
    found = find(request, pk)
    [found] = with_mine(request.user, [found])
    hosts = list(found.hosts.present().select_related("company").order_by("folded_name", "pk"))
    context = {
        "session": found,
        "segments": found.segments.all(),
        "zone": name_of_zone(timezone.get_current_timezone_name()),
        "hosts": hosts,
        "manages": can_manage(request.user, found),
        "can_enter": can_enter(request.user, found),
        "can_judge": can_judge(request.user, found),
        "can_register": can_register_where_seen(request.user, found),
        "has_place": request.user in hosts or (found.mine and found.mine.is_confirmed),
    }
    return render(request, "networking/session.html", context)


@require_safe
def session_calendar(request, pk):
    found = find(request, pk)
    places = {found.pk} if has_place(request.user, found) else set()
    return as_calendar([found], found.title, places)


def has_place(user, found):
    if not user.is_authenticated:
        return False
    confirmed = found.registrations.confirmed().filter(person=user)
    return confirmed.exists() or found.hosts.filter(pk=user.pk).exists()


@require_safe
def feed(request):
    """Answer the calendar of the public sessions, or with a secret (`?cle=`) that of a person's own."""
    reader = AnonymousUser()
    if "cle" in request.GET:
        reader = FeedKey.reader(request.GET["cle"][:100])
        if reader is None:
            raise Http404
    rows, places = feed_of(reader)
    name = _("My sessions") if reader.is_authenticated else _("Networking sessions")
    return as_calendar(rows, name, places, getattr(reader, "language", None))


def as_calendar(rows, name, places, language=None):
    language = language or get_language()
    data = calendar_of(rows, name=name, language=language, with_places=places)
    headers = {"Content-Disposition": 'attachment; filename="espace-aluminium.ics"', "Cache-Control": "private"}
    return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=headers)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request):
    """Write a session down, from nothing or as a copy of another one (`?copie=`)."""
    copied = read_number(request.GET.get("copie", ""))
    model = copied and get_object_or_404(Session.objects.managed_by(request.user), pk=copied)
    form, agenda = forms_for(request, model, planned_for(request.user))
    if not form.fields["partner"].choices:
        raise PermissionDenied(_("Only partners plan sessions."))
    if model:
        form.initial |= {"day": None, "seen": ""}
    return answer(request, form, agenda, None, lambda said: actions.plan_session(by=request.user, **said))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    found = find(request, pk)
    if not can_manage(request.user, found):
        raise PermissionDenied(_("Only its hosts and its partner do this in a session."))
    # A host may be from elsewhere.
    partners = planned_for(request.user) | Company.objects.filter(pk=found.partner_id)
    form, agenda = forms_for(request, found, partners)

    def save(said):
        return actions.change_session(by=request.user, session=found, seen=form.cleaned_data["seen"], **said)

    return answer(request, form, agenda, found, save)


def forms_for(request, model, partners):
    form = SessionForm(request.POST or None, reader=request.user, partners=partners, session=model)
    return form, Agenda(request.POST or None, initial=agenda_of(model), prefix="agenda")


def answer(request, form, agenda, found, save):
    """Show the form, or save what was sent; a refusal keeps what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if all([form.is_valid(), agenda.is_valid()]):
            try:
                saved = save({**form.said(), "agenda": agenda.said()})
                messages.success(request, _("The session is saved."))
                return redirect(saved)
            except Changed:
                form.conflict(find(request, found.pk))
                status = 409
            except PermissionDenied as refusal:
                form.add_error(None, str(refusal))
                status = 403
    context = {"form": form, "agenda": agenda, "session": found}
    return render(request, "networking/session_form.html", context, status=status)


@login_required
@require_POST
def publish(request, pk):
    actions.publish_session(by=request.user, session=find(request, pk))
    messages.success(request, _("The session is published."))
    return redirect("networking:session", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, pk):
    """Ask whether to call a session off, then do."""
    found = find(request, pk)
    if not can_manage(request.user, found):
        raise PermissionDenied(_("Only its hosts and its partner do this in a session."))
    if request.method == "POST":
        actions.cancel_session(by=request.user, session=found)
        messages.success(request, _("The session is cancelled; those who come are told."))
        return redirect(found)
    return render(request, "networking/cancel.html", {"session": found})
