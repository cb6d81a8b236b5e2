"""What members flag and moderators decide."""

from forum.models import Trial
from moderation import actions


def report(names, *, reporter, reason, **target):
    actions.report(reporter=names.people[reporter], target=target_of(names, **target), reason=reason)


def decide(names, *, by, kind, reason, **target):
    actions.decide(moderator=names.people[by], kind=kind, target=target_of(names, **target), reason=reason)


def target_of(names, *, thread="", number=None, trial="", room="", message=""):
    """Return a message of a room by its first words, a post by its number, a trial by its author, else the thread."""
    if room:
        return names.message(room, message)
    if trial:
        trials = Trial.objects.select_related("person", "post__thread__board")
        return trials.get(post__thread__title=thread, person=names.people[trial])
    return names.post(thread, number) if number else names.thread(thread)
