"""Where sessions are kept: as Django does, with whose they are (settings.SESSION_ENGINE)."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        from accounts.models import PersonSession  # the engine is imported before models may be

        return PersonSession

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.person_id = data.get("_auth_user_id")
        return row
