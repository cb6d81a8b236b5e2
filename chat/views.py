"""Rooms over HTTP: find, validate, call, render."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat import actions
from chat.forms import EditForm, MessageForm
from chat.models import Message, Room
from chat.permissions import can_change, can_moderate, can_write
from chat.reading import Stretch
from content.forms import ReadForm
from content.paging import read_number
from content.text import AlreadySent
from live.answers import answer_errors, answer_frame, wants_frames


@login_required
@require_safe
def rooms(request):
    rooms = Room.objects.visible_to(request.user).with_unread(request.user).in_order()
    return render(request, "chat/rooms.html", {"rooms": rooms})


@login_required
@require_safe
def room(request, slug):
    room = get_object_or_404(Room.objects.visible_to(request.user).with_unread(request.user), slug=slug)
    return show_room(request, room, MessageForm())


def show_room(request, room, form, status=200):
    start = read_number(request.GET.get("message", ""))
    before = read_number(request.GET.get("avant", ""))
    context = {
        "room": room,
        "stretch": Stretch(room, request.user, start=start, before=before),
        "form": form,
        "can_write": can_write(request.user, room),
        "moderates": can_moderate(request.user, room),
    }
    return render(request, "chat/room.html", context, status=status)


@login_required
@require_safe
def history(request, slug):
    """Answer the messages before ?avant=N (or from ?message=N on) as a fragment."""
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    start, before = (read_number(request.GET.get(name, "")) for name in ("message", "avant"))
    stretch = Stretch(room, request.user, start=start, before=before)
    return render(request, "chat/_history.html", {"room": room, "stretch": stretch})


@login_required
@require_POST
def send(request, slug):
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    form, status = MessageForm(request.POST), 422
    if form.is_valid():
        try:
            message, created = actions.send_message(author=request.user, room=room, **form.cleaned_data)
            if wants_frames(request):
                return answer_frame(room.topic, [message], status=201 if created else 200)
            return redirect(message)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
            status = 403
        except AlreadySent:
            form.add_error(None, _("This message was already sent with another text."))
            status = 409
    if wants_frames(request):
        return answer_errors(form, status)
    return show_room(request, Room.objects.with_unread(request.user).get(pk=room.pk), form, status)


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
    form, status = EditForm(initial={"body": message.body}), 200
    if request.method == "POST":
        # Bound even to an empty body: the words as they are now are for their author only.
        form, status = EditForm(request.POST), 422
        if form.is_valid():
            try:
                message = actions.edit_message(by=request.user, message=message, **form.cleaned_data)
                return answer_frame(message.room.topic, [message]) if wants_frames(request) else redirect(message)
            except PermissionDenied as refusal:
                form.add_error(None, str(refusal))
                status = 403
        if wants_frames(request):
            return answer_errors(form, status)
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
@require_safe
def message_actions(request, pk):
    """Show what this reader may do with a message: a menu for the page's script, a page without it."""
    message = get_message(request, pk)
    context = {
        "message": message,
        "can_change": can_change(request.user, message),
        "moderates": can_moderate(request.user, message.room),
    }
    return render(request, "chat/_message_menu.html" if request.htmx else "chat/message_actions.html", context)


@login_required
@require_safe
def message_row(request, pk):
    """Show one message as its stream does; the pages of moderators fetch the hidden ones here."""
    return render(request, "chat/_message.html", {"message": get_message(request, pk)})
