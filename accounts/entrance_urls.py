"""Addresses of sign-up, sign-in and passwords, under the names that allauth expects."""

from allauth.account import views
from django.urls import path, re_path

from accounts import entrance

urlpatterns = [
    path("inscription/", entrance.SignUp.as_view(), name="account_signup"),
    path("inscription/courriel/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^inscription/(?P<key>[-:\w]+)/$", entrance.ConfirmEmail.as_view(), name="account_confirm_email"),
    path("connexion/", entrance.SignIn.as_view(), name="account_login"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("inactif/", views.account_inactive, name="account_inactive"),
    path("mot-de-passe/", entrance.ChangePassword.as_view(), name="account_change_password"),
    path("mot-de-passe/oublie/", entrance.ResetPassword.as_view(), name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", views.password_reset_done, name="account_reset_password_done"),
    path("mot-de-passe/nouveau/fait/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance.ChooseNewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
]
