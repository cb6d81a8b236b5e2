"""Made-up rows for the style page: enough to draw each component without a database."""

from datetime import UTC, datetime
from types import SimpleNamespace as Row

from django import forms

from moderation.forms import ReportForm
from networking.summaries import chart

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

THEN = datetime(2026, 11, 3, 13, 14, tzinfo=UTC)
ANSWER = Row(
    html="<p>Deux heures à 180 °C après le cintrage, et la zone foncée ne revient pas au bain.</p>",
    language="fr",
    author=PEOPLE[2],
    shown_company=PEOPLE[2].company,
    confirmed=1,
    is_old=True,
    get_absolute_url="#",
)
TRIALS = [
    Row(
        pk=pk,
        outcome=outcome,
        get_outcome_display=said,
        person=PEOPLE[pk],
        shown_company=PEOPLE[pk].company,
        created_at=THEN,
        hidden_at=THEN if outcome == "no" else None,
        text="Sur du 6061-T6 de 3 mm, cintré à froid.",
        size="small",
        get_size_display="10 à 59 personnes",
        equipment="Four à convection",
        cost="",
        get_absolute_url="#",
    )
    for pk, outcome, said in (
        (0, "worked", "Ça a marché"),
        (1, "partly", "Ça a marché en partie"),
        (3, "no", "Ça n’a pas marché"),
    )
]
SHOWN = Row(
    title="Recuit avant cintrage",
    html="<p>Combien de temps à 345 °C?</p>",
    place="Procédés",
    language="fr",
    words_language="fr",
)
BOOKMARKS = [
    Row(pk=1, what="post", about_id=1, address="#", title=shown and shown.title, shown=shown, **told)
    for shown, told in (
        (SHOWN, {"note": "À essayer lundi.", "remind_at": THEN, "reminded_at": None, "created_at": THEN}),
        (SHOWN, {"note": "", "remind_at": None, "reminded_at": THEN, "created_at": THEN}),
        (None, {"note": "Voir avec Léa.", "remind_at": None, "reminded_at": None, "created_at": THEN}),
    )
]


class SampleForm(forms.Form):
    title = forms.CharField(label="Titre de la question", help_text="140 caractères au plus.", max_length=140)
    email = forms.EmailField(label="Courriel")
    board = forms.ChoiceField(label="Babillard", choices=[("1", "Procédés et soudage"), ("2", "Automatisation")])
    details = forms.CharField(label="Détails", widget=forms.Textarea, required=False)
    photo = forms.FileField(label="Photo", required=False, widget=forms.FileInput)
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
    return {
        "people": PEOPLE,
        "form": form,
        "reply": reply,
        "tones": range(12),
        "tokens": TOKENS,
        "samples": questions,
        "answer": ANSWER,
        "trials": TRIALS,
        "bookmarks": BOOKMARKS,
        "chart": chart("Présence", [("Inscriptions", 64), ("Présences", 51), ("Absences", None)]),
        "report": ReportForm(),
    }
