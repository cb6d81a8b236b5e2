from django.urls import path

from forum import views

app_name = "forum"

urlpatterns = [
    path("", views.home, name="home"),
    path("babillards/", views.boards, name="boards"),
    path("babillards/<slug:slug>/", views.board, name="board"),
    path("babillards/<slug:slug>/nouveau/", views.new_thread, name="new_thread"),
    path("nouveau/", views.choose_board, name="choose_board"),
    path("mots-cles/", views.tag_suggestions, name="tag_suggestions"),
    path("mots-cles/<slug:slug>/", views.tag, name="tag"),
    path("fils/", views.latest, name="latest"),
    path("fils/<int:pk>/", views.thread, name="thread"),
    path("fils/non-lus/", views.unread, name="unread"),
    path("fils/les-miens/", views.mine, name="mine"),
    path("fils/<int:pk>/lu/", views.mark_read, name="mark_read"),
    path("fils/<int:pk>/ranger/", views.arrange, name="arrange"),
    path("fils/<int:pk>/repondre/", views.reply, name="reply"),
    path("messages/<int:pk>/", views.post, name="post"),
    path("messages/<int:pk>/modifier/", views.edit_post, name="edit_post"),
    path("messages/<int:pk>/non-lu/", views.mark_unread, name="mark_unread"),
    path("messages/<int:pk>/actions/", views.post_actions, name="post_actions"),
    path("messages/<int:pk>/rang/", views.post_row, name="post_row"),
]
