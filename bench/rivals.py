"""The product's WSGI application, and beside it what its pages are compared with.

/vide/ is an empty view behind our middleware, /nu/vide/ one without any. /nu/fil/ is a page of a thread as one would
write it by hand: two queries, strings put together, no template, no rights but the guest's; the same posts.
"""

from html import escape

import django
from django.conf import settings

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  Django must be set up first
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import path  # noqa: E402

from config.urls import *  # noqa: E402, F403  the handlers of errors too
from config.urls import urlpatterns as product  # noqa: E402

THREAD = """
    SELECT thread.title, thread.language, thread.visible_posts, thread.version, thread.created_at,
        board.slug, board.name_fr
    FROM forum_thread thread JOIN forum_board board ON board.id = thread.board_id
    WHERE thread.id = %s AND thread.hidden_at IS NULL AND board.readable_by = 'everyone'
"""
POSTS = """
    SELECT post.id, post.number, post.version, post.author_id, post.html, post.language, post.created_at,
        person.name, company.name
    FROM forum_post post JOIN accounts_user person ON person.id = post.author_id
        LEFT JOIN accounts_company company ON company.id = person.company_id
    WHERE post.thread_id = %s AND post.number >= %s AND post.hidden_at IS NULL ORDER BY post.number LIMIT 20
"""
PAGE = """<!doctype html><html lang="fr-CA"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/static/css/base.css"></head><body><header><a href="/">Espace Aluminium</a></header>
<main><nav><a href="/babillards/{slug}/">{board}</a></nav><h1 lang="{language}">{title}</h1>
<ol data-version="{version}">{rows}</ol><p>{posts} messages, {opened}</p></main></body></html>"""
ROW = """<li id="post-{id}" class="post" data-version="{version}" data-place="{number}" data-author="{author}">
<span class="avatar">{initials}</span><header><a href="/membres/{author}/">{name}</a><span>{company}</span>
<a href="/messages/{id}/" title="Message {number}"><time datetime="{at}">{at:%d %m %Y, %H h %M}</time></a></header>
<a href="/messages/{id}/actions/" aria-label="Actions, message {number}"></a>
<div class="prose" lang="{language}">{html}</div></li>"""


def answer(text):
    body = text.encode()
    return HttpResponse(body, headers={"Content-Length": len(body)})


def empty(request):
    return answer("")


def by_hand(request, pk, number):
    with connection.cursor() as cursor:
        cursor.execute(THREAD, [pk])
        [(title, language, posts, version, opened, slug, board)] = cursor.fetchall()
        cursor.execute(POSTS, [pk, number])
        rows = "".join(map(row, cursor.fetchall()))
    words = {"title": escape(title), "board": escape(board), "slug": slug, "language": language}
    return answer(PAGE.format(**words, version=version, posts=posts, opened=opened, rows=rows))


def row(post):
    pk, number, version, author, html, language, at, name, company = post
    initials = "".join(word[0] for word in name.split()[:2])
    words = {"name": escape(name), "company": escape(company or ""), "initials": escape(initials), "html": html}
    return ROW.format(id=pk, number=number, version=version, author=author, language=language, at=at, **words)


urlpatterns = [path("vide/", empty), path("nu/vide/", empty), path("nu/fil/<int:pk>/<int:number>/", by_hand), *product]

settings.ROOT_URLCONF = "bench.rivals"
ours = get_wsgi_application()
with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()


def application(environment, start_response):
    handler = bare if environment["PATH_INFO"].startswith("/nu/") else ours
    return handler(environment, start_response)
