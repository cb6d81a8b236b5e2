from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notifications, name="list"),
    path("lues/", views.read_all, name="read_all"),
    path("<int:pk>/", views.open_one, name="open"),
]
