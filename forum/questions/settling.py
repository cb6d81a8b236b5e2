"""What a question shows of its accepted answer, kept true whatever becomes of either."""

from datetime import timedelta

from django.utils import timezone

from content.prepared import prepared
from forum.models import Post, Thread, Trial

OLD = timedelta(days=365)


def settle(thread):
    """Let a locked thread be answered, or not, by its posts as they are; return the rows that changed by it.

    A hidden answer keeps its mark: shown again, it is the answer again, unless another one is by then.
    """
    accepted = None
    if thread.kind == Thread.Kind.QUESTION:
        accepted = thread.posts.for_list().filter(mark=Post.Mark.ACCEPTED, hidden_at=None).first()
    opening = _opening(thread)
    if opening is None or opening.answer_id == getattr(accepted, "pk", None):
        return []
    opening.answer, opening.version = accepted, thread.version
    opening.save(update_fields=["answer", "version"])
    thread.answered_at = timezone.now() if accepted else None
    thread.confirmed = accepted.confirmed if accepted else 0
    thread.save(update_fields=["answered_at", "confirmed"])
    return with_answers([opening])


def shown_in(post):
    """Return the question that shows the words of this post as its answer, if one does; it takes the version too."""
    opening = _opening(post.thread) if post.mark == Post.Mark.ACCEPTED and post.is_shown else None
    if opening is None or opening.answer_id != post.pk:
        return []
    opening.version = post.thread.version
    opening.save(update_fields=["version"])
    return with_answers([opening])


def asked_anew(thread):
    """Return the first post of a locked thread whose kind changed: its row says whether it asks."""
    opening = _opening(thread)
    opening.version = thread.version
    opening.save(update_fields=["version"])
    return with_answers([opening])


def with_answers(posts):
    """Load what the rows of these posts show beside their words, accepted answers and reports; return the posts."""
    asking = [post for post in posts if post.answer_id]
    answers = {answer.pk: answer for answer in _answers(*(post.answer_id for post in asking))}
    for post in asking:
        post.answer = answers[post.answer_id]
        post.answer.thread = post.thread
        # Part of the state of its row, which would not grow old by itself.
        post.answer.is_old = is_old(post.answer)
    _load_trials({post.pk: post for post in posts if post.tried})
    return posts


def _load_trials(tried):
    trials = {pk: [] for pk in tried}
    for trial in _shown_trials(*tried):
        trial.shown_company = tried[trial.post_id].company_shown_of(trial.person)
        trials[trial.post_id].append(trial)
    for pk, post in tried.items():
        # As if prefetched, without the way back to the post: part of the state of its row (content.fragments).
        post._prefetched_objects_cache = {"trials": trials[pk]}


def is_old(answer):
    """Tell whether nobody has confirmed an accepted answer for a year."""
    latest = max(filter(None, (answer.thread.answered_at, answer.confirmed_at)), default=None)
    return latest is not None and timezone.now() - latest > OLD


@prepared
def _shown_trials(*posts):
    return Trial.objects.shown().for_list().filter(post__in=posts)


@prepared
def _answers(*keys):
    return Post.objects.for_list().filter(pk__in=keys)


def _opening(thread):
    opening = thread.posts.for_list().filter(number=1).first()
    if opening:
        opening.thread = thread
    return opening
