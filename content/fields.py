"""Form fields for what people write: cleaned, never empty to the eye, never longer than it says."""

from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from content.markdown import MOST_CHARACTERS, render
from content.text import clean, is_blank, one_line
from content.widgets import HiddenInput, Textarea

# Cleaning makes a text shorter; past this it is not worth the time.
LONGEST_RAW = 200_000
TOO_LONG = ngettext_lazy(
    "%(over)s character too many: %(limit)s at most.",
    "%(over)s characters too many: %(limit)s at most.",
    "over",
)


class TextField(forms.CharField):
    """Typed text, cleaned; blank to the eye is empty. Its length is counted in characters, after cleaning.

    The browser gets no maxlength: it would cut what is pasted without a word.
    """

    default_error_messages = {"required": _("Write something here.")}

    def __init__(self, *, max_length, **kwargs):
        super().__init__(strip=False, **kwargs)
        self.max_length = max_length

    def to_python(self, value):
        value = super().to_python(value)
        if len(value) > LONGEST_RAW:
            self.refuse_length(value)
        value = self.tidy(clean(value))
        return "" if is_blank(value) else value

    def tidy(self, text):
        return text.strip()

    def validate(self, value):
        super().validate(value)
        if len(value) > self.max_length:
            self.refuse_length(value)

    def refuse_length(self, value):
        params = {"over": len(value) - self.max_length, "limit": self.max_length}
        raise ValidationError(TOO_LONG, code="max_length", params=params)


class TitleField(TextField):
    """One line of 140 characters at most."""

    def __init__(self, *, max_length=140, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def tidy(self, text):
        # A no-break space is typed on purpose: « 6061 : ».
        return one_line(text)


class BodyField(TextField):
    """A text in Markdown that can be rendered."""

    widget = Textarea

    def __init__(self, *, max_length=MOST_CHARACTERS, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def tidy(self, text):
        # An indented first line is code.
        return text.strip("\n").rstrip()

    def validate(self, value):
        super().validate(value)
        render(value)


class ClientIdField(forms.UUIDField):
    """The number a form got when it was made: sent twice, it is stored once. A broken one becomes a new one."""

    widget = HiddenInput

    def __init__(self):
        super().__init__(required=False, initial=uuid4)

    def to_python(self, value):
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()
