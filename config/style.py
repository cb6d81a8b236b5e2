"""Made-up rows for the style page: enough to draw each component without a database."""

from types import SimpleNamespace as Row

from django import forms

TOKENS = "ground surface sunken metal line line-strong ink-faint ink-soft ink hot done warn danger info".split()
PEOPLE = [
    Row(pk=pk, tone=pk % 8, initials=initials, shown_name=name, company=Row(pk=pk, name=company))
    for pk, initials, name, company in (
        (1, "NT", "Noé Tremblay", "Usinage Boréal"),
        (4, "CG", "Camille Gauthier", "Extrusions du Fjord"),
        (5, "AB", "Amir Benali", "Robotique Kénogami"),
        (7, "LB", "Léa Bouchard", "Soudure Manicouagan"),
    )
]


class SampleForm(forms.Form):
    title = forms.CharField(label="Titre de la question", help_text="140 caractères au plus.", max_length=140)
    email = forms.EmailField(label="Courriel")
    board = forms.ChoiceField(label="Babillard", choices=[("1", "Procédés et soudage"), ("2", "Automatisation")])
    details = forms.CharField(label="Détails", widget=forms.Textarea, required=False)
    told = forms.BooleanField(label="M’avertir par courriel", help_text="Au plus un courriel par heure.")
    seen_by = forms.ChoiceField(
        label="Qui voit mon profil",
        choices=[("all", "Tous les membres"), ("company", "Mon entreprise seulement")],
        widget=forms.RadioSelect,
    )


def samples():
    form = SampleForm({"title": "Recuit avant cintrage", "email": "camille@extrusionsdufjord", "seen_by": "all"})
    reply = SampleForm(auto_id="reply_%s")
    questions = [
        "Comment étalonner une machine de mesure entre deux audits?",
        "ISO 9001 à 18 employés : par où commencer?",
    ]
    return {"people": PEOPLE, "form": form, "reply": reply, "tones": range(12), "tokens": TOKENS, "samples": questions}
