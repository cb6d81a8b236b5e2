"""What falls due about files and drafts."""

from content.actions import throw_away
from content.drafts import forget_old_drafts, keep_for_draft
from content.models import Attachment

MOST_AT_ONCE = 200


def run_due():
    """Delete files that nothing has shown for a day, and old drafts; called each minute."""
    old = Attachment.objects.unused().order_by("unused_since")[:MOST_AT_ONCE]
    throw_away(attachment for attachment in old if not keep_for_draft(attachment))
    forget_old_drafts()
