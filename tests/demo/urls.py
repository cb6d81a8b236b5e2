"""The product's addresses as demo mode has them."""

from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns  # noqa: F401

urlpatterns = [*urlpatterns, path("demo/", include("demo.urls"))]
