"""Where sessions are kept: as Django does, with whose they are (settings.SESSION_ENGINE)."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from content.prepared import prepared


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        from accounts.models import PersonSession  # the engine is imported before models may be

        return PersonSession

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.person_id = data.get("_auth_user_id")
        return row

    def _get_session_from_db(self):
        # Each page of a member begins with it.
        row = next(iter(session_of(self.session_key)), None)
        if row and row.expire_date > timezone.now():
            return row
        self._session_key = None
        return None


@prepared
def session_of(key):
    return SessionStore.get_model_class().objects.filter(pk=key)
