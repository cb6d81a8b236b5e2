"""Pages of moderation are absent for those who may not know of them, refused to those who may."""

import pytest

from moderation.models import Decision
from tests.build import make_board, make_post, make_thread
from tests.moderation.asking import REASON, hide

ADDRESSES = ["/signaler/{what}/{pk}/", "/moderation/{what}/{pk}/{kind}/", "/moderation/{what}/{pk}/sans-suite/"]


@pytest.mark.parametrize("pattern", ADDRESSES)
def test_what_one_may_not_see_is_as_absent(client_of, sylvie, paul, noe, pattern):
    private = make_thread(sylvie, make_board(name_fr="Direction", readable_by="groups", moderators=[sylvie]))
    hidden = make_post(make_thread(noe, make_board(moderators=[sylvie])), noe)
    hide(sylvie, hidden)
    for what, pk, kind in (
        ("thread", private.pk, "close"),
        ("post", private.posts.get().pk, "hide"),
        ("post", hidden.pk, "show"),
        ("thread", 424242, "close"),
        ("thread", 2**70, "close"),
        ("board", 1, "hide"),
        ("person", 424242, "suspend"),
    ):
        address = pattern.format(what=what, pk=pk, kind=kind)
        for person in (paul, noe):
            assert client_of(person).post(address, REASON).status_code == 404, address


@pytest.mark.parametrize("kind", ["suspend", "x", "sans-suite-x"])
def test_kinds_that_do_not_exist_are_absent(client_of, thread, sylvie, kind):
    assert client_of(sylvie).get(f"/moderation/thread/{thread.pk}/{kind}/").status_code == 404


@pytest.mark.parametrize("what", ["thread", "post", "message", "person"])
def test_members_may_not_decide(client_of, targets, camille, what):
    kind = "suspend" if what == "person" else "hide"
    for method in ("get", "post"):
        answer = getattr(client_of(camille), method)(f"/moderation/{what}/{targets[what].pk}/{kind}/", REASON)
        assert answer.status_code == 403
    assert client_of(camille).post(f"/moderation/{what}/{targets[what].pk}/sans-suite/").status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.parametrize("address", ["/moderation/", "/moderation/journal/"])
def test_queue_and_log_are_for_moderators(client_of, address, board, camille, sylvie, omar, administrator):
    assert client_of(camille).get(address).status_code == 403
    assert client_of(None).get(address).status_code == 302
    for person in (sylvie, omar, administrator):
        assert client_of(person).get(address).status_code == 200


def test_undoing_what_one_may_not_see_is_absent(client_of, post, sylvie, paul, noe):
    decision = hide(sylvie, post)
    for person in (paul, noe):
        assert client_of(person).post(f"/moderation/journal/{decision.pk}/annuler/").status_code == 404
    assert client_of(sylvie).get(f"/moderation/journal/{decision.pk}/annuler/").status_code == 405
    decision.refresh_from_db()
    assert decision.undone_at is None
