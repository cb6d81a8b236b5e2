from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.queries import MOST_WORDS, TooManyWords, read_query

SINCE = {
    "week": (timedelta(days=7), gettext_lazy("Past week")),
    "month": (timedelta(days=30), gettext_lazy("Past month")),
    "year": (timedelta(days=365), gettext_lazy("Past year")),
}


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("What are you looking for?"), max_length=200, required=False)

    def clean_q(self):
        text = self.cleaned_data["q"]
        try:
            query = read_query(text)
        except TooManyWords:
            raise ValidationError(_("Search for %(n)s words at most.") % {"n": MOST_WORDS}) from None
        if text and not query.slots:
            raise ValidationError(_("These words are too common, or no words: name what you are looking for."))
        return text
