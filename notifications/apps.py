from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications and email")

    def ready(self):
        from live import counters
        from notifications import letters, news
        from notifications.models import Notification

        counters.register("notifications", Notification.objects.unread_of)
        letters.register(letters.ALL, news.compose)
