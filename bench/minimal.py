"""The least that Django does for a member who posts: what our POST is compared with.

One view that inserts one row, behind the middleware of a new project (SETTINGS); the same people, database
and pool of connections as the product.
"""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, models
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

PATH = "/notes/"
SETTINGS = {
    "ROOT_URLCONF": "bench.minimal",
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.ModelBackend"],
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
}


class Note(models.Model):
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    body = models.TextField()

    class Meta:
        app_label = "bench"

    def __str__(self):
        return self.body


def set_up():
    """Replace the settings, once Django is set up and before it serves; create the table."""
    for name, value in SETTINGS.items():
        setattr(settings, name, value)
    with connection.schema_editor() as editor:
        editor.create_model(Note)


def sign_someone_in():
    """Return the key of a new session."""
    person, session = get_user_model().objects.first(), SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


@login_required
@require_POST
def add_note(request):
    note = Note.objects.create(author=request.user, body=request.POST["body"])
    return JsonResponse({"id": note.pk}, status=201)


urlpatterns = [path(PATH.lstrip("/"), add_note)]
