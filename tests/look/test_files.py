"""What the look promises of its files, read from the folders themselves."""

import re

from django.conf import settings

STATIC, TEMPLATES = settings.ROOT / "static", settings.ROOT / "templates"
ICON = re.compile(r"""\{% icon ["']([\w-]+)["']|icon_name="([\w-]+)\"""")
SPECIFIER = re.compile(r"""(?:from|import) ["']espace/(\w+)["']|import\(["']espace/(\w+)["']\)|["']espace/(\w+)["']""")


def read_all(folder, pattern):
    return {path.relative_to(settings.ROOT): path.read_text() for path in sorted(folder.rglob(pattern))}


def test_every_icon_that_a_page_draws_is_in_the_sprite():
    drawn = {a or b for text in read_all(TEMPLATES, "*.html").values() for a, b in ICON.findall(text)}
    assert drawn - set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text())) == set()


def test_no_template_carries_a_style_a_handler_or_a_script_of_its_own():
    pages = {name: text for name, text in read_all(TEMPLATES, "*.html").items() if name.parts[1] != "emails"}
    found = re.compile(
        r'\sstyle="|\son[a-z]+="|<style|<script(?![^>]*(?:src=|type="importmap"|type="application/(?:ld\+)?json"))'
    )
    assert [name for name, text in pages.items() if found.search(text)] == []


def test_pages_load_at_most_six_style_sheets():
    assert (TEMPLATES / "base.html").read_text().count('rel="stylesheet"') == 4
    more = {name: text.count('rel="stylesheet"') for name, text in read_all(TEMPLATES, "*.html").items()}
    # 500.html stands alone; the style page shows the parts of every subject; a session holds rooms.
    crowded = {name.name for name, count in more.items() if count > 1}
    assert crowded == {"base.html", "500.html", "style.html", "live.html"}
    assert sum(count for name, count in more.items() if name.name == "live.html") == 2


def test_modules_import_one_another_by_names_that_exist():
    names = {path.stem for path in (STATIC / "js").glob("*.js")}
    asked = {
        next(filter(None, groups))
        for text in read_all(STATIC / "js", "*.js").values()
        for groups in SPECIFIER.findall(text)
    }
    assert asked - names == set()


def test_every_word_that_a_script_says_exists():
    from content.templatetags.ui import words

    said = {key for text in read_all(STATIC / "js", "*.js").values() for key in re.findall(r'say\("(\w+)"', text)}
    assert [key for key in sorted(said) if f'"{key}":' not in words()] == []


def test_nothing_in_static_points_outside():
    texts = read_all(STATIC, "*.js") | read_all(STATIC, "*.css")
    outside = re.compile(r'sourceMappingURL|(?:url\(|from |import\(|src=)["\']?https?:')
    assert [name for name, text in texts.items() if outside.search(text)] == []
