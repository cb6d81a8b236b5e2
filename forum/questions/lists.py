"""Lists of threads that hold questions only: those that wait for a reply, those to solve, those that are solved."""

from django.db import models
from django.utils.translation import pgettext_lazy

from forum.lists import page_of_keys


class Stage(models.TextChoices):
    """What `?etat=` of a list names."""

    WAITING = "sans-reponse", pgettext_lazy("questions", "Unanswered")
    UNSOLVED = "a-resoudre", pgettext_lazy("questions", "To be solved")
    SOLVED = "resolues", pgettext_lazy("questions", "Solved")


# The threads of each, and the moment that orders them.
THREADS = {
    Stage.WAITING: (lambda threads: threads.waiting(), "created_at"),
    Stage.UNSOLVED: (lambda threads: threads.unsolved(), "last_posted_at"),
    Stage.SOLVED: (lambda threads: threads.solved(), "last_posted_at"),
}


def read_stage(params):
    """Return the stage that an address names, None for all threads; nonsense names none."""
    stage = params.get("etat", "")
    return Stage(stage) if stage in Stage.values else None


def page_in_stage(threads, params):
    """Return the page of the keys of these threads that an address asks for, of its stage or of all, and the stage."""
    stage = read_stage(params)
    if stage is None:
        return page_of_keys(threads, params, "last_posted_at"), None
    chosen, moment = THREADS[stage]
    return page_of_keys(chosen(threads), params, moment).keeping(f"etat={stage}"), stage
