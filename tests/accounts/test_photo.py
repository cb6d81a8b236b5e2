"""A photo, or initials: re-encoded, for whom its owner says, the same in every row."""

from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from accounts.actions import close_account, set_photo
from accounts.models import User
from accounts.photos import LARGE, SMALL, keep_photo, path_of
from content import actions as content_actions
from content.models import Attachment
from tests.build import make_attachment, make_message, make_post
from tests.pictures import PDF, huge_picture, picture, sent

pytestmark = pytest.mark.django_db


def save(browser, **fields):
    """Send the form of the profile with what it holds, and more."""
    form = browser.get(reverse("accounts:profile")).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return browser.post(reverse("accounts:profile"), {**data, **fields})


def kept(photo):
    return [default_storage.exists(path_of(photo, size)) for size in (SMALL, LARGE)]


def sizes(photo):
    for size in (SMALL, LARGE):
        with default_storage.open(path_of(photo, size)) as file:
            yield Image.open(BytesIO(file.read())).size


@pytest.fixture
def photo(camille):
    camille.photo = set_photo(person=camille, file=sent()).photo
    return camille.photo


def test_the_profile_takes_a_picture_and_keeps_its_middle_in_two_sizes(client_of, camille):
    assert save(client_of(camille), file=sent(picture(900, 400))).status_code == 302
    photo = User.objects.get(pk=camille.pk).photo
    assert list(sizes(photo)) == [(SMALL, SMALL), (LARGE, LARGE)]
    page = client_of(camille).get(reverse("accounts:profile")).content.decode()
    assert f'<img src="/personnes/{camille.pk}/photo/{photo}-256.webp" alt="">' in page


def test_where_it_was_taken_goes(client_of, camille):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (48.0, 25.0, 37.0)
    save(client_of(camille), file=sent(picture(kind="JPEG", exif=exif)))
    answer = client_of(camille).get(User.objects.get(pk=camille.pk).large_photo)
    assert dict(Image.open(BytesIO(answer.content)).getexif()) == {}


@pytest.mark.parametrize(
    ("data", "status"),
    [(PDF, 415), (b"<svg onload=alert(1)>", 415), (huge_picture(), 413), (picture()[:60], 415)],
    ids=["PDF", "SVG", "huge", "cut"],
)
def test_what_cannot_be_a_photo_is_refused_and_nothing_else_is_saved(client_of, camille, data, status):
    answer = save(client_of(camille), file=sent(data), role="Directrice générale")
    assert answer.status_code == status
    assert escape(answer.context["photo_form"].errors["file"][0]) in answer.content.decode()
    assert "Directrice générale" in answer.content.decode()
    person = User.objects.get(pk=camille.pk)
    assert (person.photo, person.role) == ("", camille.role)


@time_machine.travel("2026-11-23T15:00Z", tick=False)
def test_too_many_photos_are_429(client_of, camille, monkeypatch):
    monkeypatch.setattr(content_actions, "MOST_A_MINUTE", 1)
    assert [save(client_of(camille), file=sent()).status_code for _ in range(2)] == [302, 429]


def test_a_suspended_person_changes_none(client_of, camille, photo):
    camille.suspended_until = timezone.now() + timezone.timedelta(days=1)
    camille.save()
    with pytest.raises(PermissionDenied):
        set_photo(person=camille, file=sent())
    assert save(client_of(camille), remove="on").status_code == 403
    assert User.objects.get(pk=camille.pk).photo == photo


def test_another_photo_takes_the_place_of_the_first(camille, photo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        later = set_photo(person=camille, file=sent()).photo
    assert (kept(photo), kept(later)) == ([False, False], [True, True])


def test_it_is_removed(client_of, camille, photo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert save(client_of(camille), remove="on").status_code == 302
    assert (User.objects.get(pk=camille.pk).photo, kept(photo)) == ("", [False, False])


def test_an_administrator_removes_it(client_of, camille, noe, photo):
    noe.is_staff = noe.is_superuser = True
    noe.save()
    chosen = {"action": "remove_photos", "_selected_action": [camille.pk]}
    answer = client_of(noe).post(reverse("admin:accounts_user_changelist"), chosen, follow=True)
    assert "La photo de Camille Gauthier est retirée." in answer.content.decode()
    assert User.objects.get(pk=camille.pk).photo == ""


def test_a_closed_account_leaves_neither_photo_nor_unposted_files(
    camille, photo, thread, django_capture_on_commit_callbacks
):
    posted, unposted = make_attachment(camille), make_attachment(camille)
    make_post(thread, camille, posted.markdown)
    with django_capture_on_commit_callbacks(execute=True):
        close_account(person=camille)
    assert (User.objects.get(pk=camille.pk).photo, kept(photo)) == ("", [False, False])
    assert list(Attachment.objects.all()) == [posted]
    assert [default_storage.exists(one.path) for one in (posted, unposted)] == [True, False]


def test_a_photo_that_is_decoded_while_the_account_closes_is_not_kept(camille, monkeypatch):
    made = []

    def keep_while_it_closes(data):
        made.append(keep_photo(data))
        close_account(person=camille)
        return made[0]

    monkeypatch.setattr("accounts.actions.keep_photo", keep_while_it_closes)
    with pytest.raises(PermissionDenied):
        set_photo(person=camille, file=sent())
    assert kept(*made) == [False, False]
    assert User.objects.get(pk=camille.pk).photo == ""


def test_browsers_keep_it_for_a_day_under_an_address_of_its_own(client_of, noe, camille, photo):
    answer = client_of(noe).get(camille.small_photo)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/webp", "private, max-age=86400")
    other = [camille.small_photo.replace(photo, "0" * 32), camille.small_photo.replace("-96.", "-97.")]
    other += [camille.small_photo.replace(f"/{camille.pk}/", f"/{noe.pk}/")]
    assert [client_of(noe).get(address).status_code for address in other] == [404] * 3


@pytest.mark.parametrize(
    ("audience", "drawn"), [("everyone", '<img src="{}"'), ("members", '<member-photo data-src="{}">'), ("nobody", "")]
)
def test_rows_say_the_same_to_every_reader(client_of, camille, noe, photo, thread, room, audience, drawn):
    User.objects.filter(pk=camille.pk).update(photo_shown_to=audience)
    address = f"/personnes/{camille.pk}/photo/{photo}-96.webp"
    make_message(room, camille)
    pages = [client_of(reader).get(thread.get_absolute_url()) for reader in (noe, None)]
    pages.append(client_of(noe).get(room.get_absolute_url()))
    for page in pages:
        assert drawn.format(address) in page.content.decode()
        assert (photo in page.content.decode()) == (audience != "nobody")
