"""Who signs in, and who a request comes from."""

from allauth.account import auth_backends

from accounts.models import User


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    def get_user(self, user_id):
        """Return the person with their company, which every page shows: one question instead of two."""
        user = User.objects.select_related("company").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
