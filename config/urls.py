from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config import views

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler429 = "config.views.too_many_requests"
handler500 = "config.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("direct/", include("live.urls")),
    path("", include("content.urls")),
    path("notifications/", include("notifications.urls")),
    path("signets/", include("bookmarks.urls")),
    path("compte/", include("accounts.entrance_urls")),
    path("", include("accounts.urls")),
    path("salons/", include("chat.urls")),
    path("seances/", include("networking.urls")),
    path("contacts/", include("networking.contact_urls")),
    path("", include("moderation.urls")),
    path("", include("search.urls")),
    path("admin/", admin.site.urls),
    path("", include("forum.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("demo.urls")), path("style/", views.style_guide, name="style")]
