"""What moderators look at before they decide: the item among its neighbours, and the reports about it."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from chat.models import Message
from chat.permissions import can_see
from forum.models import Post, Thread
from moderation.models import Decision, Report, answers_for, author_of, is_done
from moderation.wording import WORDS, kinds_for

MOST_REPORTS = 200  # on the page of reports, the oldest ones first


@dataclass
class Case:
    """One thing that was reported, with its open reports."""

    what: str
    target: Any
    reports: list = field(default_factory=list)

    @property
    def author(self):
        return author_of(self.target)

    @property
    def item(self):
        """What is decided about: the first message of a thread goes with it."""
        return self.target.thread if self.is_opening else self.target

    @property
    def is_opening(self):
        return self.what == "post" and self.target.number == 1

    @property
    def item_what(self):
        return "thread" if self.is_opening else self.what

    @property
    def choices(self):
        """The decisions that would change something, as (kind, words)."""
        return [(kind, WORDS[self.item_what, kind]) for kind in possible_kinds(self.item_what, self.item)]


def cases_for(user):
    """Return the cases that wait for this person, the oldest first, in one query."""
    reports = Report.objects.open().visible_to(user).with_targets().select_related("reporter")
    cases = {}
    for report in reports.order_by("created_at", "pk")[:MOST_REPORTS]:
        target = report.target
        cases.setdefault((report.what, target.pk), Case(report.what, target)).reports.append(report)
    return list(cases.values())


def possible_kinds(what, target):
    """Return the kinds of decision that would change something now."""
    return [kind for kind in kinds_for(what) if not is_done(kind, target)]


def grounds(user, what, kind, target):
    """Return what the page of a decision shows: what it does, the item in its context, who reported it and why."""
    author = author_of(target)
    return {
        "what": what,
        "kind": kind,
        "words": WORDS[what, kind],
        "is_done": is_done(kind, target),
        "target": target,
        "back": way_back(user, target),
        "author": author,
        "rows": surroundings(user, target),
        "reports": reports_on(user, target),
        "history": history_of(user, author, rooms=what == "message"),
    }


def way_back(user, target):
    """Return where a moderator goes from a decision: to its object, or to the reports when they only see it there."""
    away = isinstance(target, Message) and target.room.is_group and not can_see(user, target.room)
    return reverse("moderation:reports") if away else target.get_absolute_url()


def surroundings(user, target):
    """Return the target among what stands just before and after it, as far as this person may see."""
    if isinstance(target, Thread):
        return list(target.posts.visible_to(user).for_list().order_by("number")[:1])
    if isinstance(target, Post):
        return neighbours(Post.objects.visible_to(user).filter(thread=target.thread), target)
    if isinstance(target, Message):
        return neighbours(Message.objects.visible_to(user).filter(room=target.room), target)
    return []


def neighbours(rows, target):
    near = rows.for_list().filter(number__range=(target.number - 5, target.number + 3)).order_by("number")
    before, after = ([row for row in near if sign * (row.number - target.number) > 0] for sign in (-1, 1))
    return [*before[-2:], target, *after[:1]]


def history_of(user, author, *, rooms):
    """Return the latest decisions about someone and what they wrote; those in rooms only for who moderates these.

    None about « Une PME »: they are about many people, and tell of nobody.
    """
    if author.is_signature:
        return Decision.objects.none()
    seen = Decision.objects.about_words_of(author).visible_to(user, rooms=rooms)
    return seen.order_by("-created_at", "-pk")[:3]


def reports_on(user, target):
    """Return the open reports on a target; none to its own author."""
    if answers_for(target).pk == user.pk:
        return Report.objects.none()
    return Report.objects.open().about(target).select_related("reporter").order_by("created_at")


def address_of(user, decision):
    """Return where a person told of a decision can see its object, "" when they can not."""
    target = decision.target
    if decision.what == "person" or not type(target).objects.visible_to(user).filter(pk=target.pk).exists():
        return ""
    return target.get_absolute_url()


def address_of_look(user, look):
    """Return where a person told of a look can see what they signed, "" when they can not."""
    return look.post.get_absolute_url() if Post.objects.visible_to(user).filter(pk=look.post_id).exists() else ""
