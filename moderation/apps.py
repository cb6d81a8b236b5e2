from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self):
        from moderation.models import Decision
        from moderation.reading import address_of
        from notifications import kinds

        for name in ("decision", "undone"):
            kinds.register(
                name,
                template=f"moderation/_notice_{name}.html",
                visible=Decision.objects.told_to,
                address=address_of,
            )
