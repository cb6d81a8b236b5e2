"""Letters to people: emails/<name>.txt, whose first line is the subject, and emails/<name>.html."""

from django.utils import translation

from notifications.actions import send_email
from notifications.letters import render


def send_letter(name, *, to, language, context):
    """Write an email in a language and leave it to the mail job. Raises ValidationError for what is no address."""
    with translation.override(language):
        subject, text, html = render(name, {**context, "email": to})
    return send_email(to=to, subject=subject, text=text, html=html)
