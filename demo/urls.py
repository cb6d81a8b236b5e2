"""Included by config.urls in demo mode only."""

from django.urls import path

from demo import views

app_name = "demo"

urlpatterns = [
    path("courriels/", views.emails, name="emails"),
    path("courriels/<slug:name>/<int:number>/", views.email, name="email"),
]
