from django.urls import path

from guixiao.cases.clocks import views
from guixiao.cases.clocks.calendar import views as calendar
from guixiao.cases.clocks.pauses import views as pauses

urlpatterns = [
    path("day/", views.day, name="day"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("cases/<uuid:case>/pause/", pauses.pause, name="case_pause"),
    path("pauses/<uuid:pause>/end/", pauses.end, name="pause_end"),
]
