"""People and companies in Django's admin, which is entered through the product's own sign-in."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.actions import remove_second_step
from accounts.models import Company, Consent, User
from live.publish import recheck_rights

# One sign-in and one way to change a password: their limits and notices hold here too.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = lambda request, extra_context=None: redirect("account_change_password")
admin.site.site_header = admin.site.site_title = _("Administration of Espace Aluminium")
admin.site.index_title = _("What the site holds")
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)  # nobody reads or writes keys by hand


class ConsentInline(admin.TabularInline):
    model = Consent
    fields = readonly_fields = ["purpose", "wording", "given_at", "withdrawn_at"]
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """A person added here chooses a password by « Forgot your password? », which also confirms the address."""

    list_display = ["name", "email", "company", "is_staff", "is_active", "suspended_until", "date_joined"]
    list_filter = ["is_staff", "is_active", "groups", "language"]
    search_fields = ["name", "email", "company__name"]
    autocomplete_fields = ["company"]
    filter_horizontal = ["groups"]
    ordering = ["-date_joined"]
    inlines = [ConsentInline]
    list_select_related = ["company"]
    readonly_fields = ["date_joined", "last_login", "suspended_until", "closed_at"]
    fieldsets = [
        (None, {"fields": ["email", "name", "chosen_initials", "role", "about", "company"]}),
        (_("Preferences"), {"fields": ["language", "time_zone"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["date_joined", "last_login", "suspended_until", "closed_at"]}),
    ]

    actions = ["remove_second_steps"]

    @admin.action(description=_("Remove the second step (phone and recovery codes lost)"))
    def remove_second_steps(self, request, queryset):
        for person in queryset:
            if self.has_change_permission(request, person) and remove_second_step(person=person):
                self.log_change(request, person, "second step removed")
                self.message_user(request, _("%s signs in by password alone, and is signed out everywhere.") % person)

    def has_change_permission(self, request, obj=None):
        # What a closed account held is gone for good; and only administrators of all may name others.
        if obj and (obj.closed_at or (obj.is_superuser and not request.user.is_superuser)):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False  # closing an account keeps the others' threads whole

    def get_readonly_fields(self, request, obj=None):
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, "is_staff", "is_superuser", "groups"]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()
            EmailAddress.objects.create(user=obj, email=obj.email, primary=True, verified=change)
        transaction.on_commit(lambda: recheck_rights([obj.pk]), robust=True)


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):
    list_display = ["name", "is_partner", "town", "region", "size"]
    list_filter = ["is_partner", "region", "size"]
    search_fields = ["name", "town"]
    prepopulated_fields = {"slug": ["name"]}
    ordering = ["folded_name"]


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    """A register: read here, written by what people do."""

    list_display = ["person", "purpose", "wording", "given_at", "withdrawn_at"]
    list_filter = ["purpose", "wording"]
    search_fields = ["person__name", "person__email"]
    list_select_related = ["person"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
