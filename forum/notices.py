"""What people are told of the forum, and who may still be told when it is shown or leaves."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from forum import letters
from forum.models import Post, Thread
from notifications import kinds


def register():
    _of_answers()
    _of_words()
    _of_threads()


def _of_answers():
    kinds.register(
        "accepted",
        label=_("Your answer is accepted"),
        template="forum/_notice_accepted.html",
        visible=Post.objects.accepted_told_to,
        title=attrgetter("thread.title"),
    )
    kinds.register(
        "trial",
        label=_("A company tried your answer"),
        template="forum/_notice_trial.html",
        visible=Post.objects.tried_told_to,
        title=attrgetter("thread.title"),
    )
    for name, label in (
        ("unanswered", _("Questions without a reply that are yours to look after")),
        ("nudge", _("A useful reply in a question that you asked")),
    ):
        kinds.register(
            name,
            label=label,
            template=f"forum/_notice_{name}.html",
            visible=Thread.objects.told_to,
            answer_to=letters.answer_to_thread,
            title=attrgetter("told_title"),
        )
    for name, label in (
        ("useful", _("A message of yours is useful to someone")),
        ("same_problem", _("Someone has the problem that you ask about")),
    ):
        kinds.register(
            name,
            label=label,
            channel=kinds.Channel.PAGE,
            template=f"forum/_notice_{name}.html",
            visible=Post.objects.useful_told_to,
            title=attrgetter("thread.title"),
        )


def _of_words():
    kinds.register(
        "mention",
        label=_("A message mentions you"),
        at_once=True,
        template="forum/_notice_mention.html",
        visible=Post.objects.told_to,
        answer_to=letters.answer_to_post,
        title=attrgetter("thread.title"),
        excerpts=letters.mentions,
    )
    kinds.register(
        "quote",
        label=_("Someone quotes you"),
        template="forum/_notice_quote.html",
        visible=Post.objects.told_to,
        answer_to=letters.answer_to_post,
        title=attrgetter("thread.title"),
        excerpts=letters.mentions,
    )


def _of_threads():
    kinds.register(
        "new_thread",
        label=_("A new thread of what you follow: board, tag, person, company"),
        channel=kinds.Channel.PAGE,
        template="forum/_notice_new_thread.html",
        visible=Thread.objects.told_to,
        answer_to=letters.answer_to_thread,
        title=attrgetter("told_title"),
        excerpts=letters.opening,
    )
    kinds.register(
        "reply",
        label=_("Replies in a thread that you follow"),
        template="forum/_notice_reply.html",
        visible=Thread.objects.told_to,
        answer_to=letters.answer_to_thread,
        title=attrgetter("told_title"),
        excerpts=letters.replies,
    )
