"""What search finds of sessions: each for its audience, drafts for those who plan them."""

from django.utils.translation import pgettext_lazy

from networking.models import Session
from search import registry


def words_of(session):
    partner = session.partner.name
    return registry.Words(f"{session.title_fr} {session.title_en}".strip(), partner, text_of(session))


def text_of(session):
    return f"{session.description_fr}\n{session.description_en}".strip()


def register():
    registry.register(
        registry.Kind(
            name="session",
            label=pgettext_lazy("networking", "Sessions"),
            model=Session,
            documents=lambda: Session.objects.select_related("partner"),
            words=words_of,
            visible_to=Session.objects.visible_to,
            for_list=lambda sessions: sessions.select_related("partner"),
            template="networking/_found_session.html",
            excerpt_of=text_of,
            moment="made_at",
            place=6,
            titled="title_fr",
            title="title",
        )
    )
