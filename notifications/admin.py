from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from notifications.models import Email

# The queue's own rows: what matters of them is on each email.
admin.site.unregister(DBTaskResult)


@admin.register(Email)
class EmailAdmin(admin.ModelAdmin):
    """What left, what waits, what failed; never the words."""

    list_display = ["to", "subject", "created_at", "sent_at", "tries", "next_try_at"]
    fields = readonly_fields = list_display
    ordering = ["-created_at", "-pk"]
    search_fields = ["to"]

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False
