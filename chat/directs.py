"""What brings two people together: other parts of the site say who may talk alone with whom.

register(know_each_other)  # know_each_other(person, other) -> bool: the same both ways, one query
"""

_reasons = []


def register(reason):
    _reasons.append(reason)


def may_talk(person, other):
    return any(reason(person, other) for reason in _reasons)
