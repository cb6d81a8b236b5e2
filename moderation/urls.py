from django.urls import path

from moderation import views
from moderation.looks import views as looks

app_name = "moderation"
urlpatterns = [
    path("signaler/<slug:what>/<int:pk>/", views.report, name="report"),
    path("moderation/", views.reports, name="reports"),
    path("moderation/journal/", views.log, name="log"),
    path("moderation/journal/<int:pk>/annuler/", views.undo, name="undo"),
    path("moderation/regards/", looks.looks, name="looks"),
    path("moderation/regards/<int:pk>/", looks.see, name="look"),
    path("moderation/<slug:what>/<int:pk>/sans-suite/", views.dismiss, name="dismiss"),
    path("moderation/<slug:what>/<int:pk>/<slug:kind>/", views.decide, name="decide"),
]
