"""Who belongs to a room, over HTTP: find, validate, call, render."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from chat import actions, direct_actions, group_actions
from chat.forms import GroupForm, InviteForm, LevelForm, SearchForm, read_keys
from chat.group_actions import TooFast, can_be_invited
from chat.models import Room, RoomMember, with_unread
from chat.permissions import can_invite, can_make_group, can_manage, can_moderate, can_remove
from content.text import fold

MOST_FOUND = 12
DAY = 24 * 3600


def find(request, slug):
    return get_object_or_404(Room.objects.visible_to(request.user), slug=slug)


def refuse(form, refusal):
    """Put the sentence of a refusal in the form, which keeps what was typed; return the status."""
    form.add_error(None, str(refusal))
    return 429 if isinstance(refusal, TooFast) else 403


def show(request, template, context, status=200):
    answer = render(request, template, context, status=status)
    if status == 429:
        answer["Retry-After"] = DAY
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request):
    if not can_make_group(request.user):
        raise PermissionDenied(_("You may not write here for now."))
    form, status = GroupForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                room = group_actions.make_group(by=request.user, **form.cleaned_data)
                return redirect("chat:invite", room.slug)
            except (PermissionDenied, TooFast) as refusal:
                status = refuse(form, refusal)
    return show(request, "chat/group_form.html", {"form": form}, status)


@login_required
@require_POST
def open_direct(request, pk):
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return redirect(direct_actions.open_direct(by=request.user, person=person))


@login_required
@require_safe
def about(request, slug):
    """Show what a room is, who belongs to it and what this reader may do about that: a dialog, or a page."""
    user = request.user
    room = get_object_or_404(with_unread(Room.objects.visible_to(user), user), slug=slug)
    return show_about(request, room, LevelForm(initial={"level": room.told_of}))


def show_about(request, room, level_form, status=200):
    user = request.user
    manages = can_manage(user, room)
    context = {
        "room": room,
        "form": level_form,
        "members": room.members.in_order().select_related("person__company") if room.is_group else [],
        "bans": room.bans.select_related("person__company").order_by("-since") if can_moderate(user, room) else [],
        "manages": manages,
        "removes": manages or can_remove(user, room),
        "invites": can_invite(user, room),
        "leaves": room.is_run_by_members,
    }
    return render(request, "chat/_about.html" if request.htmx else "chat/about.html", context, status=status)


@login_required
@require_POST
def choose_level(request, slug):
    room, form = find(request, slug), LevelForm(request.POST)
    if not form.is_valid():
        return show_about(request, room, form, 422)
    actions.choose_level(person=request.user, room=room, **form.cleaned_data)
    return redirect(room)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, slug):
    """Find people by name and let them in. Asked by htmx it shows those who were found, the chosen ones first."""
    room = find(request, slug)
    if not can_invite(request.user, room):
        raise PermissionDenied(_("You may not invite anyone into this room."))
    asked = request.POST if request.method == "POST" else request.GET
    may_come = can_be_invited(request.user, room)
    is_sent = request.method == "POST" and "search" not in request.POST
    form, status = InviteForm(request.POST if is_sent else None, may_come=may_come), 200
    if is_sent:
        status = 422
        if form.is_valid():
            try:
                group_actions.invite(by=request.user, room=room, **form.cleaned_data)
                return redirect(room)  # where rows say who came
            except (PermissionDenied, TooFast) as refusal:
                status = refuse(form, refusal)
    context = {"room": room, "form": form, **found(may_come, asked)}
    return show(request, "chat/_found.html" if request.htmx else "chat/invite.html", context, status)


def found(may_come, asked):
    """Return whom an invitation page shows: those chosen until now, and those with a name like what was typed."""
    form = SearchForm(asked)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    ticked = read_keys(asked.getlist("people")[: InviteForm.MOST])
    people = may_come.select_related("company").order_by("folded_name", "pk")
    named = people.beginning(fold(q)).exclude(pk__in=ticked)[:MOST_FOUND] if q else []
    return {"q": q, "chosen": people.filter(pk__in=ticked), "named": named}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request, slug):
    room = find(request, slug)
    if not can_manage(request.user, room):
        raise PermissionDenied(_("Only the person in charge of this room may do this."))
    now = {"name": room.name_fr, "description": room.description_fr}
    form, status = GroupForm(request.POST or None, initial=now), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(group_actions.rename_group(by=request.user, room=room, **form.cleaned_data))
            except PermissionDenied as refusal:
                status = refuse(form, refusal)
    return show(request, "chat/group_form.html", {"form": form, "room": room}, status)


@login_required
@require_POST
def remove_member(request, slug, pk):
    return change_member(request, slug, pk, group_actions.remove_member, _("%(name)s is no longer in this room."))


@login_required
@require_POST
def hand_over(request, slug, pk):
    return change_member(request, slug, pk, group_actions.hand_over, _("%(name)s is in charge of this room now."))


def change_member(request, slug, pk, action, said):
    room = find(request, slug)
    member = get_object_or_404(RoomMember.objects.select_related("person"), room=room, person=pk)
    action(by=request.user, room=room, person=member.person)
    messages.success(request, said % {"name": member.person.shown_name})
    return redirect("chat:about", room.slug)


@login_required
@require_POST
def leave(request, slug):
    room = find(request, slug)
    group_actions.leave_room(person=request.user, room=room)
    messages.success(request, _("You have left the room “%(name)s”.") % {"name": room.name})
    return redirect("chat:rooms")


@login_required
@require_POST
def archive(request, slug):
    return redirect(actions.archive_room(by=request.user, room=find(request, slug)))


@login_required
@require_POST
def reopen(request, slug):
    return redirect(actions.reopen_room(by=request.user, room=find(request, slug)))
