from django.contrib import admin

from forum.admin import ReadOnlyAdmin
from moderation.models import Decision, Report


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Reports are handled at /moderation/."""

    fields = ["thread", "post", "message", "person", "reason", "reporter", "created_at", "handled_at", "handled_by"]
    list_display = ["__str__", "reporter", "reason", "created_at", "handled_at", "handled_by"]
    list_select_related = ["thread", "post__thread", "message__room", "person", "reporter", "handled_by"]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Decisions are made and undone in the product, where their effect is."""

    fields = ["moderator", "kind", "thread", "post", "message", "person", "reason", "until", "created_at"]
    fields += ["undone_at", "undone_by"]
    list_display = ["__str__", "moderator", "kind", "reason", "created_at", "undone_at"]
    list_filter = ["kind"]
    list_select_related = ["thread", "post__thread", "message__room", "person", "moderator"]
