from django.urls import include, path

from guixiao.config import health, running

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("system/", running.running, name="running"),
    path("", include("guixiao.accounts.urls")),
    path("rosters/", include("guixiao.rosters.urls")),
    path("", include("guixiao.reviews.urls")),
    path("", include("guixiao.cases.urls")),
    path("", include("guixiao.cases.clocks.urls")),
    path("", include("guixiao.cases.alerts.urls")),
    path("", include("guixiao.cases.chain.urls")),
    path("", include("guixiao.cases.notices.urls")),
    path("", include("guixiao.cases.looks.urls")),
    path("", include("guixiao.cases.crossings.urls")),
    path("orders/", include("guixiao.cases.orders.urls")),
    path("", include("guixiao.cases.moves.urls")),
    path("", include("guixiao.cases.referrals.urls")),
    path("lists/", include("guixiao.cases.lists.urls")),
    path("rectification/", include("guixiao.cases.rectification.urls")),
    path("closures/", include("guixiao.cases.closures.urls")),
    path("accountability/", include("guixiao.cases.accountability.urls")),
    path("bodies/", include("guixiao.cases.bodies.urls")),
    path("studies/", include("guixiao.cases.studies.urls")),
    path("joint/", include("guixiao.cases.joint.urls")),
    path("key-places/", include("guixiao.cases.keyplaces.urls")),
    path("children/", include("guixiao.sightings.urls")),
    path("", include("guixiao.reports.urls")),
    path("", include("guixiao.api.urls")),
]
