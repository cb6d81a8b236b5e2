from operator import attrgetter

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookmarksConfig(AppConfig):
    name = "bookmarks"
    verbose_name = _("Bookmarks")

    def ready(self):
        from bookmarks.models import Bookmark
        from notifications import kinds

        kinds.register(
            "bookmark",
            label=_("Reminders of your bookmarks"),
            at_once=True,
            template="bookmarks/_notice.html",
            visible=Bookmark.objects.told_to,
            address=lambda user, about: about.address,
            title=attrgetter("title"),
        )
