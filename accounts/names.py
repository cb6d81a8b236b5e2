"""How people are found by the beginning of their first or family name, whatever its case and accents."""

from django.db import models

from content.text import fold


class FoldedNameField(models.CharField):
    """What type-ahead compares, kept with each save from the person's name: all of it, or from its second word on."""

    def __init__(self, *, family=False, **kwargs):
        self.family = family
        fixed = {"max_length": 240, "editable": False, "db_index": True, "db_default": ""}
        super().__init__(**{**kwargs, **fixed})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "family": self.family}

    def pre_save(self, person, add):
        folded = fold(person.name)
        value = folded.partition(" ")[2] if self.family else folded
        setattr(person, self.attname, value[: self.max_length])
        return value[: self.max_length]
