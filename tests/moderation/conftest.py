import pytest
from django.contrib.auth.models import Permission

from notifications.models import Notification
from tests.build import make_board, make_message, make_post, make_user


@pytest.fixture
def post(thread, noe):
    """Noé's answer to Camille's question, of which the bell tells her no more."""
    answer = make_post(thread, noe)
    Notification.objects.all().delete()
    return answer


@pytest.fixture
def message(room, noe):
    return make_message(room, noe)


@pytest.fixture
def omar(db):
    """Omar moderates the rooms, no board."""
    person = make_user("Omar Benali")
    person.user_permissions.add(Permission.objects.get(codename="moderate_room"))
    return type(person).objects.get(pk=person.pk)


@pytest.fixture
def paul(db):
    """Paul moderates another board."""
    person = make_user("Paul Gagnon")
    make_board(name_fr="Financement", moderators=[person])
    return person


@pytest.fixture
def administrator(db):
    return make_user("Ada Roy", is_staff=True, is_superuser=True)


@pytest.fixture
def targets(thread, post, message, noe):
    return {"thread": thread, "post": post, "message": message, "person": noe}
