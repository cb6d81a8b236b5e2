from django.urls import path

from content import views

app_name = "content"
urlpatterns = [
    path("apercu/", views.preview, name="preview"),
    path("brouillons/", views.save_draft, name="save_draft"),
    path("fichiers/", views.files, name="files"),
    path("fichiers/<uuid:key>/", views.file, name="file"),
    path("fichiers/<uuid:key>/apercu/", views.small_picture, name="small_picture"),
]
