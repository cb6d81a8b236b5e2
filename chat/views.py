"""Rooms over HTTP: find, validate, call, render."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.mentions import answer_names
from accounts.models import User
from bookmarks.reading import bookmarked
from chat import actions
from chat.forms import EditMessageForm, MessageForm, ReactionForm
from chat.models import SIGNS, Message, Reaction, Room, with_unread
from chat.permissions import can_ban, can_change, can_moderate, can_react, can_write_where_seen, is_muted, readers_of
from chat.reading import Stretch, with_others
from content.forms import ReadForm
from content.models import Draft
from content.paging import read_number
from content.prepared import one_or_404, prepared
from content.text import AlreadySent, Changed
from live.answers import answer_errors, answer_frame, wants_frames


@login_required
@require_safe
def rooms(request):
    rooms = with_unread(Room.objects.listed_for(request.user), request.user).in_order()
    return render(request, "chat/rooms.html", {"rooms": with_others(rooms, request.user)})


@login_required
@require_safe
def room(request, slug):
    room = one_or_404(room_as_read(request.user, slug))
    number = read_number(request.GET.get("reponse", ""))
    replied = number and Message.objects.filter(room=room, number=number).values_list("pk", flat=True).first()
    initial = {**(room.begun or {}), **({"reply_to": replied} if replied else {})}
    return show_room(request, room, MessageForm(initial=initial, room=room, user=request.user))


@prepared
def room_as_read(person, slug):
    """Return the room as this person sees it, with what they read and began to write there."""
    rooms = with_unread(Room.objects.visible_to(person), person)
    return rooms.annotate(begun=Draft.objects.begun(person, "room")).filter(slug=slug)


def show_room(request, room, form, status=200):
    start, before = (read_number(request.GET.get(name, "")) for name in ("message", "avant"))
    context = room_context(request.user, room, form, start=start, before=before)
    # Another page takes the room in among its own.
    return render(request, "chat/_room.html" if request.htmx else "chat/room.html", context, status=status)


def room_context(user, room, form=None, *, start=None, before=None):
    """Return what chat/_room.html shows this person of a room that room_as_read gave."""
    moderates = can_moderate(user, room)
    can_write = can_write_where_seen(user, room)
    with_others([room], user)
    return {
        "room": room,
        "stretch": Stretch(room, hidden=moderates, start=start, before=before),
        "form": form or MessageForm(initial=room.begun or {}, room=room, user=user),
        "can_write": can_write,
        "is_muted": not can_write and is_muted(user, room),
        "moderates": moderates,
    }


@login_required
@require_safe
def history(request, slug):
    """Answer the messages before ?avant=N (or from ?message=N on) as a fragment."""
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    start, before = (read_number(request.GET.get(name, "")) for name in ("message", "avant"))
    stretch = Stretch(room, hidden=can_moderate(request.user, room), start=start, before=before)
    return render(request, "chat/_history.html", {"room": room, "stretch": stretch})


@login_required
@require_safe
def names(request, slug):
    """Answer the type-ahead of mentions."""
    return answer_names(request, readers_of(get_object_or_404(Room.objects.visible_to(request.user), slug=slug)))


@login_required
@require_POST
def send(request, slug):
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    form, status = MessageForm(request.POST, room=room, user=request.user), 422
    if form.is_valid():
        try:
            message, created = actions.send_message(author=request.user, room=room, **form.cleaned_data)
            if wants_frames(request):
                return answer_frame(room.topic, [message], status=201 if created else 200)
            return redirect(message)
        except (PermissionDenied, AlreadySent) as refusal:
            form, status = form.refused(refusal)
    if wants_frames(request):
        return answer_errors(form, status)
    return show_room(request, with_unread(Room.objects.all(), request.user).get(pk=room.pk), form, status)


@login_required
@require_POST
def mark_read(request, slug):
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    form = ReadForm(request.POST)
    if not form.is_valid():
        return answer_errors(form, 422)
    actions.read_room(person=request.user, room=room, **form.cleaned_data)
    return HttpResponse(status=204)


def get_message(request, pk):
    messages = Message.objects.visible_to(request.user).for_list().select_related("room")
    return get_object_or_404(messages, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_message(request, pk):
    message = get_message(request, pk)
    form, status = EditMessageForm(words=message.body), 200
    if request.method == "POST":
        # Bound even to an empty body: the words as they are now are for their author only.
        form, status = EditMessageForm(request.POST), 422
        if form.is_valid():
            try:
                message = actions.edit_message(by=request.user, message=message, **form.cleaned_data)
                return answer_frame(message.room.topic, [message]) if wants_frames(request) else redirect(message)
            except PermissionDenied as refusal:
                form, status = form.refused(refusal)
            except Changed as changed:
                form, status = form.conflict(*changed.args)
        if wants_frames(request):
            return answer_errors(form, status, **form.beside)
    elif not can_change(request.user, message):
        raise PermissionDenied(_("You may not change this message any more."))
    return render(request, "chat/edit_message.html", {"message": message, "form": form}, status=status)


@login_required
@require_POST
def remove_message(request, pk):
    return change_message(request, pk, actions.remove_message)


@login_required
@require_POST
def restore_message(request, pk):
    return change_message(request, pk, actions.restore_message)


def change_message(request, pk, action):
    message = action(by=request.user, message=get_message(request, pk))
    return answer_frame(message.room.topic, [message]) if wants_frames(request) else redirect(message)


@login_required
@require_POST
def react(request, pk):
    message = get_message(request, pk)
    form = ReactionForm(request.POST)
    if not form.is_valid():
        return answer_errors(form, 422)
    message = actions.react(by=request.user, message=message, **form.cleaned_data)
    return answer_frame(message.room.topic, [message]) if wants_frames(request) else redirect(message)


@login_required
@require_safe
def reactions(request, pk):
    """Show who reacted to a message: a dialog, or a page."""
    message = get_message(request, pk)
    if message.removed_at:
        raise Http404
    ids = {person for one in message.reactions.values() for person in one["people"]}
    people = User.objects.select_related("company").in_bulk(ids)
    shown = [{**one, "people": [people[pk] for pk in one["people"]]} for one in message.reactions_shown]
    template = "chat/_reactions.html" if request.htmx else "chat/reactions.html"
    return render(request, template, {"message": message, "shown": shown})


@login_required
@require_safe
def message_actions(request, pk):
    """Show what this reader may do with a message: a menu for the page's script, a page without it."""
    message = get_message(request, pk)
    context = {
        "message": message,
        "can_change": can_change(request.user, message),
        "moderates": can_moderate(request.user, message.room),
        "bookmarked": bool(bookmarked(request.user, message)),
        "reacts": can_react(request.user, message),
        "signs": [{"kind": kind, "sign": SIGNS[kind], "name": kind.label} for kind in Reaction.Kind],
        "expels": can_ban(request.user, message) and not message.author_is_banned,
    }
    return render(request, "chat/_message_menu.html" if request.htmx else "chat/message_actions.html", context)


@login_required
@require_safe
def message_row(request, pk):
    """Show one message as its stream does; the pages of moderators fetch the hidden ones here."""
    return render(request, "chat/_message.html", {"message": get_message(request, pk)})
