"""Open rooms in Django's admin; groups are their members' own. Archived, never deleted: people keep what they wrote."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chat.actions import archive_room, reopen_room
from chat.models import Room


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    fields = ["name_fr", "name_en", "slug", "description_fr", "description_en", "position", "archived_at"]
    readonly_fields = ["archived_at"]
    list_display = ["name_fr", "name_en", "position", "last_message_at", "archived_at"]
    list_editable = ["position"]
    ordering = ["archived_at", "position", "pk"]
    prepopulated_fields = {"slug": ["name_fr"]}
    actions = ["archive", "reopen"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(is_group=False)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Archive the selected rooms"), permissions=["change"])
    def archive(self, request, rooms):
        done = [archive_room(by=request.user, room=room) for room in rooms if not room.archived_at]
        said = ngettext("%(n)s room archived.", "%(n)s rooms archived.", len(done)) % {"n": len(done)}
        messages.success(request, said)

    @admin.action(description=_("Open the selected rooms again"), permissions=["change"])
    def reopen(self, request, rooms):
        done = [reopen_room(by=request.user, room=room) for room in rooms if room.archived_at]
        said = ngettext("%(n)s room open again.", "%(n)s rooms open again.", len(done)) % {"n": len(done)}
        messages.success(request, said)
