"""allauth's pages with the product's answers: 422 for a form to mend, 429 for too many tries, 404 for a dead link."""

from allauth.account import views
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404

LOGIN_PAUSE = 300  # seconds: the longest of settings.ACCOUNT_RATE_LIMITS["login_failed"]


class SignIn(views.LoginView):
    def form_invalid(self, form):
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            response = self.render_to_response(self.get_context_data(form=form), status=429)
            response.headers["Retry-After"] = str(LOGIN_PAUSE)
            return response
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignUp(views.SignupView):
    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


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


class ChangePassword(views.PasswordChangeView):
    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ResetPassword(views.PasswordResetView):
    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ChooseNewPassword(views.PasswordResetFromKeyView):
    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def render_to_response(self, context, **kwargs):
        if context.get("token_fail"):
            kwargs["status"] = 404
        return super().render_to_response(context, **kwargs)
