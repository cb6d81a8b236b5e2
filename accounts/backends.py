"""Who signs in, and who a request comes from."""

from allauth.account import auth_backends
from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.models import User
from content.prepared import prepared


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    def get_user(self, user_id):
        """Return the person with their company, which every page shows: one question instead of two."""
        user = next(iter(person_with_company(user_id)), None)
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        """Return what an account was given, itself or through its groups: one question instead of two."""
        if obj is not None or user_obj.is_superuser or not user_obj.is_active or user_obj.is_anonymous:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in permissions_of(user_obj.pk)}
        return user_obj._perm_cache


@prepared
def person_with_company(pk):
    return User.objects.select_related("company").filter(pk=pk)


@prepared
def permissions_of(person_id):
    given = Permission.objects.filter(Q(user=person_id) | Q(group__user=person_id)).order_by()
    return given.values_list("content_type__app_label", "codename")
