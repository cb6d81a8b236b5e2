"""Profile photos: the middle of a picture, in two sizes."""

from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from content.images import derive

SMALL, LARGE = 96, 256  # pixels: what lists and messages show, what the page of a person shows


def path_of(photo, size):
    """Return where the storage keeps a photo in one of its sizes."""
    return f"photos/{photo[:2]}/{photo}-{size}.webp"


def keep_photo(data):
    """Store the photo made of these bytes and return its name. Raises content.images.Refused."""
    name = uuid4().hex
    for picture in derive(data, (LARGE, LARGE), (SMALL, SMALL), crop=True):
        default_storage.save(path_of(name, picture.width), ContentFile(picture.webp))
    return name


def delete_photo(photo):
    """Delete the files of a photo, if there is one."""
    for size in (SMALL, LARGE) if photo else ():
        default_storage.delete(path_of(photo, size))
