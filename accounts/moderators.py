"""Who moderates. The boards and the rooms know it, which stand above: moderation says it here (moderation.apps)."""

_ask = None


def register(ask):
    """`ask()` returns the queryset of the people who moderate something, administrators included."""
    global _ask
    _ask = ask


def moderators():
    return _ask()
