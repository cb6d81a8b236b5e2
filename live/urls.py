from django.urls import path

from live import views

app_name = "live"
urlpatterns = [
    path("depuis/", views.since, name="since"),
    path("heure/", views.now, name="now"),
    path("compteurs/", views.counters, name="counters"),
]
