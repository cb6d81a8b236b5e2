from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Forum")

    def ready(self):
        from content import places
        from forum import bookmarks, digests, finding, live, notices
        from forum.models import Post

        live.register()
        finding.register()
        digests.register()
        notices.register()
        bookmarks.register()
        places.register(Post, Post.objects.visible_to)
