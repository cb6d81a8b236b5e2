from django.urls import path

from bookmarks import views

app_name = "bookmarks"
urlpatterns = [
    path("", views.bookmarks, name="list"),
    path("<int:pk>/retirer/", views.remove, name="remove"),
    path("<slug:what>/<int:pk>/", views.bookmark, name="bookmark"),
]
