"""What pages send about any list of things people wrote."""

from django import forms


class ReadForm(forms.Form):
    """The number up to which a person has read."""

    number = forms.IntegerField(min_value=0, max_value=2**31 - 1)
