from django.urls import include, path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("personnes/<int:pk>/", views.person, name="person"),
    path("personnes/<int:pk>/photo/<slug:photo>-<int:size>.webp", views.photo, name="photo"),
    path("", include("accounts.companies.urls")),
    path("compte/profil/", views.profile, name="profile"),
    path("compte/securite/", views.security, name="security"),
    path("compte/securite/deconnecter/", views.sign_out, name="sign_out"),
    path("compte/securite/courriel/", views.change_email, name="change_email"),
    path("compte/fermer/", views.close, name="close"),
    path("vie-privee/", views.privacy, name="privacy"),
    path("langue/", views.set_language, name="set_language"),
    path("raccourcis/", views.shortcuts, name="shortcuts"),
    path("theme/", views.set_theme, name="set_theme"),
]
