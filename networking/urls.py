from django.urls import path

from networking import contact_views, live_views, opinion_views, registration_views, round_views, views

app_name = "networking"
urlpatterns = [
    path("", views.sessions, name="sessions"),
    path("passees/", views.past, name="past"),
    path("calendrier.ics", views.feed, name="feed"),
    path("nouvelle/", views.plan, name="plan"),
    path("<int:pk>/", views.session, name="session"),
    path("<int:pk>/seance.ics", views.session_calendar, name="calendar"),
    path("<int:pk>/modifier/", views.change, name="change"),
    path("<int:pk>/publier/", views.publish, name="publish"),
    path("<int:pk>/annuler/", views.cancel, name="cancel"),
    path("<int:pk>/direct/", live_views.live, name="live"),
    path("<int:pk>/direct/entrer/", live_views.enter, name="enter"),
    path("<int:pk>/direct/quitter/", live_views.leave, name="leave"),
    path("<int:pk>/direct/annonce/", live_views.announce, name="announce"),
    path("<int:pk>/direct/suite/", live_views.next_part, name="next_part"),
    path("<int:pk>/direct/minutes/", live_views.add_minutes, name="add_minutes"),
    path("<int:pk>/direct/rondes/suivant/", round_views.go_on, name="go_on"),
    path("<int:pk>/direct/rondes/<int:number>/", round_views.mine, name="my_round"),
    path("<int:pk>/inscription/", registration_views.register, name="register"),
    path("<int:pk>/inscription/retirer/", registration_views.withdraw, name="withdraw"),
    path("<int:pk>/inscriptions/", registration_views.registrations, name="registrations"),
    path("<int:pk>/avis/", opinion_views.opinion, name="opinion"),
    path("<int:pk>/bilan/", opinion_views.summary, name="summary"),
    path("<int:pk>/rencontres/", contact_views.people_met, name="met"),
    path("<int:pk>/rencontres/<int:person>/", contact_views.keep, name="keep"),
    path("inscriptions/<int:pk>/accepter/", registration_views.accept, name="accept"),
    path("inscriptions/<int:pk>/refuser/", registration_views.refuse, name="refuse"),
]
