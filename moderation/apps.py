from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self):
        from accounts.moderators import register
        from moderation.models import Decision, Look
        from moderation.permissions import moderators
        from moderation.reading import address_of, address_of_look
        from notifications import kinds

        register(moderators)
        told = {"decision": {"label": _("Decisions of moderators")}, "undone": {"same_as": "decision"}}
        for name, choice in told.items():
            kinds.register(
                name,
                **choice,
                template=f"moderation/_notice_{name}.html",
                visible=Decision.objects.told_to,
                address=address_of,
            )
        kinds.register(
            "look",
            label=_("A named moderator saw who signed a message of yours"),
            template="moderation/_notice_look.html",
            visible=Look.objects.told_to,
            address=address_of_look,
        )
