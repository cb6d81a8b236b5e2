"""Words, addresses and icons of templates are rendered once, and still say what Django's own tags would."""

from django.template import Context, Engine, Template
from django.utils.translation import override

from content.templatetags.constants import Constant

EVERYTHING = (
    '{% translate "Board" %}|{% translate "Closed" context "thread" %}|{% url "forum:boards" %}|{% icon "bell" "sm" %}'
)


def render(source, **context):
    return Template(source).render(Context(context))


def test_a_word_is_said_in_each_language():
    said = Template(EVERYTHING)
    for _ in range(2):
        with override("fr-ca"):
            assert said.render(Context()).startswith("Babillard|Fermé|/babillards/|<svg")
        with override("en-ca"):
            assert said.render(Context()).startswith("Board|Closed|/babillards/|<svg")


def test_what_hangs_on_the_page_is_asked_each_time():
    assert render('{% url "forum:board" slug %}', slug="usinage") != render('{% url "forum:board" slug %}', slug="cnc")
    page = Template('{% translate word %}|{% translate "Board" as kept %}{{ kept }}|{% icon name %}')
    for word, name in (("Board", "bell"), ("Tags", "lock")):
        with override("en-ca"):
            assert page.render(Context({"word": word, "name": name})).startswith(f"{word}|Board|<svg")
            assert f"#{name}" in page.render(Context({"word": word, "name": name}))


def test_words_that_stand_in_a_row_are_joined_in_every_part_of_a_page(tmp_path):
    (tmp_path / "page.html").write_text(
        '{% block a %}<i>{% translate "Board" %}</i>{% endblock %}'
        '{% if closed %}<b>{% translate "Closed" context "thread" %}</b>{% else %}-{% endif %}'
        '{% for word in words %}{% url "forum:boards" %}#{{ word }} {% endfor %}'
    )
    engine = Engine(
        dirs=[tmp_path],
        builtins=["django.templatetags.i18n", "content.templatetags.constants"],
        loaders=[("content.loaders.Loader", ["django.template.loaders.filesystem.Loader"])],
    )
    page = engine.get_template("page.html")
    assert engine.get_template("page.html") is page
    block = page.nodelist[0]
    (joined,) = block.nodelist
    assert isinstance(joined, Constant)
    for language, board, closed in (("fr-ca", "Babillard", "Fermé"), ("en-ca", "Board", "Closed")):
        with override(language):
            said = page.render(Context({"closed": True, "words": ["<a>", "b"]}))
            assert said == f"<i>{board}</i><b>{closed}</b>/babillards/#&lt;a&gt; /babillards/#b "
            assert f"<i>{board}</i>-" in page.render(Context({"closed": False}))
