from django.urls import path

from accounts.companies import team, views

# In the namespace of accounts.
urlpatterns = [
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    # Not under /compte/: what moderators decide asks for their second step (moderation.middleware).
    path("moderation/entreprises/", team.join_requests, name="join_requests"),
    path("entreprises/", views.companies, name="companies"),
    path("entreprises/<slug:slug>/", views.company, name="company"),
    path("entreprises/<slug:slug>/modifier/", views.edit, name="edit_company"),
    path("entreprises/<slug:slug>/verifier/", views.verify, name="verify_company"),
    path("entreprises/<slug:slug>/rejoindre/", views.ask, name="ask_to_join"),
    path("entreprises/<slug:slug>/quitter/", views.leave, name="leave_company"),
    path("entreprises/<slug:slug>/equipe/", team.team, name="team"),
    path("entreprises/<slug:slug>/inviter/", team.invite, name="invite"),
    path("entreprises/<slug:slug>/invitations/<int:pk>/revoquer/", team.revoke, name="revoke_invitation"),
    path("entreprises/<slug:slug>/demandes/<int:pk>/retirer/", team.withdraw, name="withdraw_request"),
    path("entreprises/<slug:slug>/demandes/<int:pk>/<slug:answer>/", team.settle, name="settle_request"),
    path("entreprises/<slug:slug>/membres/<int:pk>/retirer/", team.remove, name="remove_member"),
    path("entreprises/<slug:slug>/membres/<int:pk>/responsable/", team.put_in_charge, name="put_in_charge"),
]
