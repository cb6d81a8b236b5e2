from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum.admin import ReadOnlyAdmin
from moderation.looks.models import PLACES
from moderation.models import Decision, NamedModerator, Report
from moderation.permissions import moderators


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Reports are handled at /moderation/."""

    fields = ["thread", "post", "trial", "message", "person", "reason", "reporter"]
    fields += ["created_at", "handled_at", "handled_by"]
    list_display = ["__str__", "reporter", "reason", "created_at", "handled_at", "handled_by"]
    list_select_related = [
        "thread",
        "post__thread",
        "trial__person",
        "message__room",
        "person",
        "reporter",
        "handled_by",
    ]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Decisions are made and undone in the product, where their effect is."""

    fields = ["moderator", "kind", "thread", "post", "trial", "message", "person", "reason", "until", "created_at"]
    fields += ["undone_at", "undone_by"]
    list_display = ["__str__", "moderator", "kind", "reason", "created_at", "undone_at"]
    list_filter = ["kind"]
    list_select_related = ["thread", "post__thread", "trial__person", "message__room", "person", "moderator"]


class NamedModeratorForm(forms.ModelForm):
    def clean_person(self):
        person = self.cleaned_data["person"]
        if not moderators().filter(pk=person.pk).exists():
            raise ValidationError(_("Name someone who moderates."))
        return person

    def clean(self):
        taken = set(NamedModerator.objects.values_list("place", flat=True))
        self.instance.place = next((place for place in PLACES if place not in taken), None)
        if self.instance.place is None:
            raise ValidationError(_("Two moderators are named already: remove one first."))
        return super().clean()


@admin.register(NamedModerator)
class NamedModeratorAdmin(admin.ModelAdmin):
    """Who may see who signed « Une PME »: two at most, by name, chosen by administrators of all."""

    form = NamedModeratorForm
    fields = ["person"]
    list_display = ["person", "named_at"]
    list_select_related = ["person"]
    autocomplete_fields = ["person"]
    ordering = ["place"]
    actions = None

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_delete_permission = has_view_permission
