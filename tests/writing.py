"""What tests read on the pages where people write."""

import re


def seen_on(page):
    """Return the mark of the words that the form of an edit would replace."""
    return re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
