from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notifications, name="list"),
    path("lues/", views.read_all, name="read_all"),
    path("<int:pk>/", views.open_one, name="open"),
    path("choix/", views.choices, name="choices"),
    path("adresses/", views.revoke_addresses, name="revoke_addresses"),
    path("arreter/<str:token>/", views.stop, name="stop"),
]
