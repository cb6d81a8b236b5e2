"""Each page in its reader's language and time zone."""

from django.conf import settings
from django.utils import timezone, translation

from accounts.devices import note_seen


def person_settings(get_response):
    """Apply the person's language and time zone; guests choose a language by cookie, French otherwise.

    The browser's Accept-Language is not asked: the product opens in French, and English is one click away.
    """

    def middleware(request):
        user = request.user
        if user.is_authenticated:
            note_seen(request.session)
            language, zone = user.language, user.zone
        else:
            language, zone = guest_language(request), None
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            # A lazily rendered answer must be written in the same language.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def guest_language(request):
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
