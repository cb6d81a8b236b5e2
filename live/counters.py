"""The registry of what a person's pages count (unread notifications, rooms with news)."""

IDS_PER_QUERY = 500

_counts = {}


def register(name, count):
    """Add a counter. `count(user_ids)` returns {id: number} with a fixed number of queries; absent means 0.

    In place of the number it may return several, {id: {name: number, "more:7": number}}: pages take those that are not
    told for 0.
    """
    if _counts.setdefault(name, count) is not count:
        raise ValueError(f"Two counters are named {name}.")


def counters_of(user_ids):
    """Return {id: {name: number}} for these people, one call of each counter per 500 of them."""
    user_ids = list(user_ids)
    counters = {user_id: dict.fromkeys(_counts, 0) for user_id in user_ids}
    for start in range(0, len(user_ids), IDS_PER_QUERY):
        for name, count in _counts.items():
            for user_id, number in count(user_ids[start : start + IDS_PER_QUERY]).items():
                counters[user_id] |= number if isinstance(number, dict) else {name: number}
    return counters
