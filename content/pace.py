"""How often a person may ask for something."""

import time

from django.contrib.auth import get_user_model
from django.core.cache import cache


def lock(person):
    """Hold a person's row to the end of the transaction, and return it.

    What belongs to them changes in one place at a time, and of two requests at once the second counts the first.
    """
    return get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)


def is_too_fast(person, what, *, most, seconds=60):
    """Count one more of `what` by this person; tell whether there were over `most` since this minute began.

    Counted in the cache, so lenient while it is away.
    """
    key = f"pace:{what}:{person.pk}:{time.time() // seconds:.0f}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ended meanwhile
        return False
