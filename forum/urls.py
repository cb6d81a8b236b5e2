from django.urls import path, re_path

from forum import feeds, list_views, people, printing, sitemap, views
from forum.by_email.views import incoming
from forum.following import views as following
from forum.models.followings import TARGETS
from forum.moving import views as moving
from forum.questions import views as questions
from forum.related import views as related

app_name = "forum"

urlpatterns = [
    path("", list_views.home, name="home"),
    path("babillards/", list_views.boards, name="boards"),
    path("babillards/<slug:slug>/", list_views.board, name="board"),
    path("babillards/<slug:slug>/nouveau/", views.new_thread, name="new_thread"),
    path("babillards/<slug:slug>/noms/", views.board_names, name="board_names"),
    path("nouveau/", views.choose_board, name="choose_board"),
    path("mots-cles/", views.tag_suggestions, name="tag_suggestions"),
    path("mots-cles/<slug:slug>/", list_views.tag, name="tag"),
    path("fils/", list_views.latest, name="latest"),
    path("fils/<int:pk>/", views.thread, name="thread"),
    path("fils/non-lus/", list_views.unread, name="unread"),
    path("fils/suivis/", list_views.followed, name="followed"),
    path("fils/les-miens/", list_views.mine, name="mine"),
    path("fils/semblables/", related.similar, name="similar"),
    path("fils/<int:pk>/autour/", related.related, name="related"),
    path("fils/<int:pk>/lu/", views.mark_read, name="mark_read"),
    path("fils/<int:pk>/noms/", views.thread_names, name="thread_names"),
    path("fils/<int:pk>/suivi/", views.watch, name="watch"),
    path("fils/<int:pk>/ranger/", views.arrange, name="arrange"),
    path("fils/<int:pk>/deplacer/", moving.move, name="move"),
    path("fils/<int:pk>/imprimer/", printing.print_thread, name="print"),
    path("fils/<int:pk>/repondre/", views.reply, name="reply"),
    path("babillards/<slug:slug>/atom/", feeds.board, name="board_feed"),
    path("mots-cles/<slug:slug>/atom/", feeds.tag, name="tag_feed"),
    path("fils/<int:pk>/atom/", feeds.thread, name="thread_feed"),
    path("courriel/entrant/", incoming, name="incoming"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<int:page>.xml", sitemap.page, name="sitemap_page"),
    path("suivis/", following.following, name="following"),
    path("suivis/flux/", following.feeds, name="feeds"),
    re_path(rf"^suivis/(?P<what>{'|'.join(TARGETS)})/(?P<pk>[0-9]{{1,18}})/$", following.follow, name="follow"),
    path("personnes/<int:pk>/fils/", people.threads, name="person_threads"),
    path("personnes/<int:pk>/messages/", people.posts, name="person_posts"),
    path("messages/<int:pk>/", views.post, name="post"),
    path("messages/<int:pk>/modifier/", views.edit_post, name="edit_post"),
    path("messages/<int:pk>/non-lu/", views.mark_unread, name="mark_unread"),
    path("messages/<int:pk>/reponse/", questions.mark_answer, name="mark_answer"),
    path("messages/<int:pk>/utile/", questions.vote, name="vote"),
    path("messages/<int:pk>/essais/", questions.trials, name="trials"),
    path("essais/<int:pk>/retirer/", questions.withdraw, name="withdraw_trial"),
    path("messages/<int:pk>/historique/", views.history, name="history"),
    path("messages/<int:pk>/actions/", views.post_actions, name="post_actions"),
    path("messages/<int:pk>/rang/", views.post_row, name="post_row"),
]
