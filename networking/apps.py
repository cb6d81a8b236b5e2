from operator import attrgetter

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkingConfig(AppConfig):
    name = "networking"
    verbose_name = _("Networking sessions")

    def ready(self):
        from chat import directs
        from forum import feeds, panels
        from networking import clock, finding, home, live
        from networking.models import ContactWish, Proposal, Registration, Session, TableInvitation
        from notifications import kinds

        finding.register()
        live.start(clock.attend)
        directs.register(ContactWish.objects.are_in_touch)
        panels.register(panels.Panel("networking/_panel.html", home.next_sessions))
        feeds.register(_("Calendar of my sessions"), "networking:feed")
        kinds.register(
            "session_reminder",
            label=_("Reminders of sessions that you are registered for, and what changes in them"),
            at_once=True,
            template="networking/_notice_reminder.html",
            visible=Session.objects.reminded_to,
            title=attrgetter("title"),
        )
        kinds.register(
            "session_changed",
            same_as="session_reminder",
            template="networking/_notice_changed.html",
            visible=Session.objects.told_to,
            title=attrgetter("title"),
        )
        kinds.register(
            "session_place",
            label=_("Your place in sessions"),
            template="networking/_notice_place.html",
            visible=Registration.objects.told_to,
            address=lambda user, about: about.session.get_absolute_url(),
            title=lambda about: about.session.title,
        )
        kinds.register(
            "session_asked",
            label=_("Someone asks for a place in your session"),
            template="networking/_notice_asked.html",
            visible=Registration.objects.handled_by,
            address=lambda user, about: about.session.get_registrations_url(),
            title=lambda about: about.session.title,
        )
        kinds.register(
            "question_proposed",
            label=_("Your questions of a session that become threads"),
            at_once=True,
            template="networking/_notice_proposed.html",
            visible=Proposal.objects.told_to,
            title=lambda about: about.question.session.title,
        )
        kinds.register(
            "table_invitation",
            label=_("Invitations to a table of a session"),
            at_once=True,
            template="networking/_notice_table.html",
            visible=TableInvitation.objects.told_to,
            title=lambda about: about.table.session.title,
        )
        kinds.register(
            "contact_exchanged",
            label=_("Someone you met wishes to keep in touch too"),
            template="networking/_notice_contact.html",
            visible=ContactWish.objects.told_to,
            title=lambda about: about.other.shown_name,
        )
