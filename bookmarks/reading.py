"""What of a page its reader has bookmarked: rows are the same for all, so the page says it beside them."""

from django.contrib.contenttypes.models import ContentType

from bookmarks.kinds import kind_of
from bookmarks.models import Bookmark
from content.prepared import prepared


def bookmarked(person, *rows):
    """Return the names (« post-12 ») of those of these rows that this person has bookmarked."""
    if not person.is_authenticated:
        return []
    found = bookmarks_of(person.pk, *{row.pk for row in rows})
    if not found:  # mostly
        return []
    names = {(ContentType.objects.get_for_model(row).pk, row.pk): f"{kind_of(row).name}-{row.pk}" for row in rows}
    return [names[one] for one in found if one in names]


@prepared
def bookmarks_of(person, *keys):
    return Bookmark.objects.filter(person=person, about_id__in=keys).values_list("about_type", "about_id")
