"""Pages that belong to no app: errors in the product's look, health, robots, the style page."""

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import style


@never_cache
@require_safe
def healthz(request):
    """Answer 200 while pages can be made: the process lives and its database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "build": settings.BUILD})


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        *(f"Disallow: /{path}/" for path in ("admin", "compte", "direct", "personnes", "signaler")),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request):
    """Lead those who do not read the page's own link, as in the admin, to the icon."""
    return redirect(static("mark.svg"))


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def too_many_requests(request):
    """Answer those who are too fast (allauth finds it by handler429)."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "60"
    return response


def server_error(request):
    """Answer without the database, a session or any context: one of them may be what broke."""
    return render(None, "500.html", status=500)


def csrf_failure(request, reason=""):
    """Refuse a form whose token has gone stale, and give back what was typed in it."""
    hidden = ("csrfmiddlewaretoken", "next")
    typed = [
        {"name": name, "text": text, "rows": min(12, 2 + text.count("\n") + len(text) // 80)}
        for name, texts in request.POST.lists()
        if name not in hidden and "password" not in name and "client_id" not in name
        for text in texts
        if text.strip()
    ]
    back = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    return render(request, "403_csrf.html", {"typed": typed, "back": back}, status=403)


@require_safe
def style_guide(request):
    """Show every component and its states, for those who work on the look; demo mode only."""
    return render(request, "style.html", style.samples())
