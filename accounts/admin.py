"""People and companies in Django's admin, which is entered through the product's own sign-in."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.actions import remove_photo, remove_second_step
from accounts.companies.actions import keep_shown_company
from accounts.companies.forms import ImportForm
from accounts.companies.importing import COLUMNS, ListRefused, import_companies
from accounts.models import Company, Consent, Membership, User
from live.publish import recheck_rights
from search.indexing import keep

ERRORS_SHOWN = 100

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


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = ["company", "in_charge", "created_at"]
    readonly_fields = ["created_at"]
    autocomplete_fields = ["company"]
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """A person added here chooses a password by « Forgot your password? », which also confirms the address."""

    list_display = ["name", "email", "company", "is_staff", "is_active", "suspended_until", "date_joined"]
    list_filter = ["is_staff", "is_active", "groups", "language"]
    search_fields = ["name", "email", "company__name"]
    filter_horizontal = ["groups"]
    ordering = ["-date_joined"]
    inlines = [MembershipInline, ConsentInline]
    list_select_related = ["company"]
    readonly_fields = ["company", "date_joined", "last_login", "suspended_until", "closed_at"]
    fieldsets = [
        (None, {"fields": ["email", "name", "chosen_initials", "role", "about", "company"]}),
        (_("Preferences"), {"fields": ["language", "time_zone"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["date_joined", "last_login", "suspended_until", "closed_at"]}),
    ]

    actions = ["remove_second_steps", "remove_photos"]

    @admin.action(description=_("Remove the second step (phone and recovery codes lost)"))
    def remove_second_steps(self, request, queryset):
        for person in queryset:
            if self.has_change_permission(request, person) and remove_second_step(person=person):
                self.log_change(request, person, "second step removed")
                self.message_user(request, _("%s signs in by password alone, and is signed out everywhere.") % person)

    @admin.action(description=_("Remove the photo"))
    def remove_photos(self, request, queryset):
        for person in queryset.exclude(photo=""):
            if self.has_change_permission(request, person):
                remove_photo(person=person)
                self.log_change(request, person, "photo removed")
                self.message_user(request, _("The photo of %s is removed.") % person)

    def has_change_permission(self, request, obj=None):
        # What a closed account held is gone for good; and only administrators of all may name others.
        if obj and (obj.closed_at or obj.is_signature or (obj.is_superuser and not request.user.is_superuser)):
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
        keep("person", obj)
        transaction.on_commit(lambda: recheck_rights([obj.pk]), robust=True)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        keep_shown_company(form.instance)


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):
    list_display = ["name", "is_partner", "town", "region", "size", "verified_at"]
    list_filter = ["is_partner", "region", "size"]
    search_fields = ["name", "town"]
    prepopulated_fields = {"slug": ["name"]}
    ordering = ["folded_name"]

    def get_urls(self):
        address = path("import/", self.admin_site.admin_view(self.import_list), name="accounts_company_import")
        return [address, *super().get_urls()]

    def import_list(self, request):
        """Add the companies of a list, all or none."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form, errors, status = ImportForm(request.POST or None, request.FILES or None), [], 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    added = import_companies(by=request.user, data=form.cleaned_data["file"].read())
                except ListRefused as refusal:
                    errors = refusal.errors
                else:
                    said = ngettext("%(n)s company was added.", "%(n)s companies were added.", added)
                    self.message_user(request, said % {"n": added})
                    return redirect("admin:accounts_company_changelist")
            elif form.has_error("file", "too_large"):
                status = 413
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Import a list of companies"),
            "form": form,
            "columns": ", ".join(COLUMNS),
            "errors": errors[:ERRORS_SHOWN],
            "more": max(0, len(errors) - ERRORS_SHOWN),
        }
        return render(request, "admin/accounts/company/import.html", context, status=status)


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
