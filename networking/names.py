"""Fields in which people and companies are written by their names, one a line."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.companies.models import folded
from content.fields import TextField

MOST_NAMES = 20
LONGEST = 4000


class NamesField(TextField):
    """Names, one a line; cleans to a list of their rows, found whatever the case and accents.

    `sources` are the querysets of people and companies that are known by their names: set by the form, they depend on
    its reader.
    """

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST, **kwargs)
        self.sources = []

    def clean(self, value):
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        if len(lines) > MOST_NAMES:
            raise ValidationError(_("Write %(most)s names at most."), params={"most": MOST_NAMES})
        return self.find(lines)

    def find(self, lines):
        named = {}
        for rows in self.sources:
            for row in rows.filter(folded_name__in=[folded(line) for line in lines]):
                named.setdefault(row.folded_name, []).append(row)
        found, unknown = [], []
        for line in lines:
            rows = named.get(folded(line), [])
            if len(rows) > 1:
                raise ValidationError(_("Several members have this name: %(name)s."), params={"name": line})
            found.extend(rows)
            unknown.extend([line] if not rows else [])
        if unknown:
            raise ValidationError(
                _("Nobody is found under this name: %(names)s."), params={"names": ", ".join(unknown)}
            )
        return found


def as_lines(rows):
    return "\n".join(row.name for row in rows)
