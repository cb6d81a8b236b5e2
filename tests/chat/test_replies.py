import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from chat.actions import hide_message, remove_message
from chat.models import Message
from tests.build import make_group_room, make_message, make_room, make_user


@pytest.fixture
def question(room, camille):
    return make_message(room, camille, "Qui a une scie à 45 degrés?")


def send(client, room, **fields):
    address = reverse("chat:send", args=[room.slug])
    return client.post(address, {"body": "Moi.", **fields}, headers={"Accept": "application/json"})


def test_a_reply_names_what_it_replies_to_and_never_repeats_it(question, room, noe, client_of):
    html = send(client_of(noe), room, reply_to=question.pk).json()["frames"][0]["changes"][0]["html"]
    assert f'data-reply-to="message-{question.pk}"' in html
    assert "Camille Gauthier" in html
    assert "scie" not in html


def test_what_is_hidden_or_removed_is_in_no_reply(question, room, noe, camille, client_of):
    reply = make_message(room, noe, "Moi.", reply_to=question)
    remove_message(by=camille, message=question)
    other = make_message(room, camille, "Un secret.")
    make_message(room, noe, "Ah.", reply_to=other)
    hide_message(by=make_user("Rose Roy", is_superuser=True), message=other)
    page = client_of(noe).get(room.get_absolute_url()).content.decode()
    assert reply.live_key in page
    assert "scie" not in page
    assert "secret" not in page


def test_a_reply_stays_in_its_room(question, noe):
    elsewhere = make_room(name_fr="Soudage")
    with pytest.raises(PermissionDenied):
        make_message(elsewhere, noe, reply_to=question)
    assert not Message.objects.filter(room=elsewhere).exists()


def test_what_cannot_be_replied_to_is_left_out_and_the_words_are_kept(question, room, noe, camille, lea, client_of):
    hidden = make_message(room, camille)
    hide_message(by=make_user("Rose Roy", is_superuser=True), message=hidden)
    foreign = make_message(make_group_room(camille, lea), camille)
    for pk in (hidden.pk, foreign.pk, 0, -1, 2**63, "x", ""):
        assert send(client_of(noe), room, reply_to=pk).status_code == 201
    assert set(Message.objects.filter(author=noe).values_list("reply_to", flat=True)) == {None}


def test_without_scripts_the_room_opens_with_the_reply_set(question, room, noe, client_of):
    browser = client_of(noe)
    menu = browser.get(reverse("chat:message_actions", args=[question.pk])).content.decode()
    address = f"{room.get_absolute_url()}?reponse={question.number}"
    assert address in menu
    page = browser.get(address).content.decode()
    assert "En réponse à Camille Gauthier" in page
    assert f'name="reply_to" value="{question.pk}"' in page
    for number in ("99", "x", "-1", "9" * 40):
        assert browser.get(room.get_absolute_url(), {"reponse": number}).status_code == 200


def test_a_refused_reply_comes_back_whole(question, room, noe, client_of):
    answer = client_of(noe).post(reverse("chat:send", args=[room.slug]), {"body": "b" * 4001, "reply_to": question.pk})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "En réponse à Camille Gauthier" in page
    assert "b" * 4001 in page
