"""allauth's pages with the product's answers: 422 for a form to mend, 429 for too many tries, 404 for a dead link."""

from allauth.account import views
from django.http import Http404

from accounts.forms import refused_status

LOGIN_PAUSE = 300  # seconds: the longest of settings.ACCOUNT_RATE_LIMITS["login_failed"]


class Refused:
    """Shows a form that is not valid with the status that says so."""

    def form_invalid(self, form):
        response = self.render_to_response(self.get_context_data(form=form), status=refused_status(form))
        if response.status_code == 429:
            response.headers["Retry-After"] = str(LOGIN_PAUSE)
        return response


class SignIn(Refused, views.LoginView):
    pass


class SignUp(Refused, views.SignupView):
    pass


class ConfirmEmail(views.ConfirmEmailView):
    """The page that the mailed link opens: one button, because mail scanners open links too."""

    def get(self, request, key):
        response = super().get(request, key=key)
        if self.object is None:
            response.status_code = 404
        return response

    def post(self, request, key):
        try:
            return super().post(request, key=key)
        except Http404:
            self.object = None
            return self.render_to_response(self.get_context_data(), status=404)

    def logout_other_user(self, confirmation):
        """Leave whoever is signed in alone: a link sent by someone else must not sign them out."""


class ChangePassword(Refused, views.PasswordChangeView):
    pass


class ResetPassword(Refused, views.PasswordResetView):
    pass


class ChooseNewPassword(Refused, views.PasswordResetFromKeyView):
    def render_to_response(self, context, **kwargs):
        if context.get("token_fail"):
            kwargs["status"] = 404
        return super().render_to_response(context, **kwargs)
