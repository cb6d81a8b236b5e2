"""Addresses of sign-up, sign-in, passwords and the second step, under the names that allauth expects."""

from allauth.account import views
from allauth.mfa.recovery_codes.views import download_recovery_codes, view_recovery_codes
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts import entrance, passkeys, second_factor

urlpatterns = [
    path("inscription/", entrance.SignUp.as_view(), name="account_signup"),
    path("inscription/courriel/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^inscription/(?P<key>[-:\w]+)/$", entrance.ConfirmEmail.as_view(), name="account_confirm_email"),
    path("connexion/", entrance.SignIn.as_view(), name="account_login"),
    path("connexion/code/", second_factor.Authenticate.as_view(), name="mfa_authenticate"),
    path("connexion/cle/", passkeys.SignIn.as_view(), name="mfa_login_webauthn"),
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
    path("securite/confirmer/", second_factor.ReauthenticateByPassword.as_view(), name="account_reauthenticate"),
    path("securite/confirmer/code/", second_factor.Reauthenticate.as_view(), name="mfa_reauthenticate"),
    path("securite/deux-etapes/", RedirectView.as_view(pattern_name="accounts:security"), name="mfa_index"),
    path("securite/application/", second_factor.AddApplication.as_view(), name="mfa_activate_totp"),
    path("securite/application/retirer/", second_factor.RemoveApplication.as_view(), name="mfa_deactivate_totp"),
    path("securite/confirmer/cle/", passkeys.OnceMore.as_view(), name="mfa_reauthenticate_webauthn"),
    path("securite/cles/ajouter/", passkeys.Add.as_view(), name="mfa_add_webauthn"),
    path("securite/cles/<int:pk>/renommer/", passkeys.Rename.as_view(), name="mfa_edit_webauthn"),
    path("securite/cles/<int:pk>/retirer/", passkeys.Remove.as_view(), name="mfa_remove_webauthn"),
    path("securite/codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path("securite/codes/telecharger/", download_recovery_codes, name="mfa_download_recovery_codes"),
    path("securite/codes/nouveaux/", second_factor.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
]
