"""What people did before the demo was loaded, by the actions of the product, which know no other moment than now."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import Company, Invitation, JoinRequest, Membership, User
from bookmarks.models import Bookmark
from chat.models import Message, Room, RoomEvent, RoomMember
from content.models import Attachment, Draft
from forum.models import Post, PostRevision, PostVote, TaggedThread, Thread, ThreadEvent, Trial
from moderation.models import Decision, Report
from networking.models import (
    Attendance,
    ContactWish,
    PairingMember,
    Poll,
    Question,
    Registration,
    Round,
    Seat,
    Session,
)
from notifications.actions import choose
from notifications.letters import DIGEST, let_wait
from notifications.models import Notification

MOMENTS = {
    Attachment: ["created_at"],
    Attendance: ["entered_at", "seen_at"],
    Bookmark: ["created_at", "reminded_at"],
    ContactWish: ["made_at", "exchanged_at"],
    Company: ["verified_at"],
    Decision: ["created_at"],
    Draft: ["kept_at"],
    Invitation: ["created_at"],
    JoinRequest: ["created_at"],
    Membership: ["created_at"],
    Message: ["created_at"],
    Notification: ["created_at", "read_at"],
    PairingMember: ["joined_at", "came_at"],
    Poll: ["started_at"],
    Post: ["created_at", "edited_at", "hidden_at", "confirmed_at"],
    PostRevision: ["hidden_at"],
    PostVote: ["created_at"],
    Question: ["asked_at", "answered_at"],
    Registration: ["since"],
    Report: ["created_at", "handled_at"],
    Room: ["last_message_at"],
    Round: ["planned_at"],
    Seat: ["since"],
    RoomEvent: ["created_at"],
    RoomMember: ["joined_at"],
    Session: ["made_at", "published_at"],
    TaggedThread: ["last_posted_at"],
    Thread: ["created_at", "last_posted_at", "closed_at", "hidden_at", "answered_at"],
    ThreadEvent: ["created_at"],
    Trial: ["created_at", "hidden_at"],
    User: ["date_joined"],  # of « Une PME », who joins with the first question that is signed so
}
RECENT = timedelta(days=1)
# What talking in a room writes.
TALK = [Message, Notification, Room, RoomEvent, RoomMember]


@contextmanager
def at(moment, models=MOMENTS):
    """Move what is written in this block, and nothing else, to a moment of the past."""
    start = timezone.now()
    yield
    for model in models:
        for field in MOMENTS[model]:
            model.objects.filter(**{f"{field}__gte": start}).update(**{field: moment})


def mail_only(person):
    """Let one person be mailed what they were told at last, and the summary of their week, on any day and at any hour.

    The others had their emails at the time.
    """
    Notification.objects.exclude(recipient=person).update(mail_at=None)
    Notification.objects.filter(recipient=person, created_at__lt=timezone.now() - RECENT).update(mail_at=None)
    choose(person=person, working_hours=False)
    let_wait(DIGEST, [person])


@contextmanager
def unheard():
    """Leave unsaid what the actions tell open pages after the commit: there are none yet, and letters leave anyway."""
    before = list(connection.run_on_commit)
    yield
    connection.run_on_commit = before
