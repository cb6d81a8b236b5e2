"""Pages that belong to no app: errors in the product's look, health, robots, the style page."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import style
from live.answers import wants_frames


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
        *(f"Disallow: /{path}/" for path in ("admin", "compte", "direct", "notifications", "personnes", "signets")),
        *(f"Disallow: /{path}/" for path in ("recherche", "signaler")),
        f"Sitemap: {settings.SITE_URL}{reverse('forum:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request):
    """Lead those who do not read the page's own link, as in the admin, to the icon."""
    return redirect(static("mark.svg"))


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
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
    # Away, no connection left, a lock held too long, a deadlock: the same form can be sent again in a moment.
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return unavailable(request)
    return render(None, "500.html", status=500)


def unavailable(request):
    """Give back what was typed while the database does not answer; a page's script keeps it, and gets a sentence."""
    if wants_frames(request):
        sentence = _("The site cannot answer just now. What you wrote is still here: try again in a moment.")
        response = JsonResponse({"errors": [sentence]}, status=503)
    else:
        response = render(None, "503.html", {"typed": typed_in(request)}, status=503)
    response.headers["Retry-After"] = "5"
    return response


def csrf_failure(request, reason=""):
    """Refuse a form whose token has gone stale, and give back what was typed in it."""
    back = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    return render(request, "403_csrf.html", {"typed": typed_in(request), "back": back}, status=403)


def typed_in(request):
    """Return what a person wrote in the form that this request brings; passwords stay out of every page."""
    try:
        fields = request.POST.lists()
    except (SuspiciousOperation, UnreadablePostError):
        return []
    return [
        {"text": text, "rows": min(12, 2 + text.count("\n") + len(text) // 80)}
        for name, texts in fields
        if name not in ("csrfmiddlewaretoken", "next") and "password" not in name and "client_id" not in name
        for text in texts
        if text.strip()
    ]


@require_safe
def style_guide(request):
    """Show every component and its states, for those who work on the look; demo mode only."""
    return render(request, "style.html", style.samples())
