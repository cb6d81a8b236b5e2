from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class LiveConfig(AppConfig):
    name = "live"

    def ready(self):
        user_logged_out.connect(close_pages_of, dispatch_uid="live")


def close_pages_of(sender, user, **kwargs):
    """Django's one word about a session that ends here: the person's other open pages must not outlive it."""
    from live.publish import recheck_rights

    if user is not None:
        recheck_rights([user.pk])
