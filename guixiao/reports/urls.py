from django.urls import path

from guixiao.reports import lists, numbers, views
from guixiao.reports.changes.views import changes
from guixiao.reports.exports import views as exports
from guixiao.reports.log.views import audit
from guixiao.reports.method.views import method

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", lists.find, name="find"),
    path("coverage/<str:place>/", views.coverage, name="coverage"),
    path("coverage/<str:place>/children/", lists.children, name="children"),
    path("coverage/<str:place>/print/", lists.printed, name="printed"),
    path("coverage/<str:place>/changes/", changes, name="changes"),
    path("lists/columns/", lists.columns, name="columns"),
    path("children/<uuid:child>/", views.child, name="child"),
    path("children/<uuid:child>/number/", numbers.reveal, name="reveal"),
    path("coverage/<str:place>/children/export/", exports.children, name="export_children"),
    path("coverage/<str:place>/changes/export/", exports.changes, name="export_changes"),
    path("review/list/export/", exports.doubts, name="export_doubts"),
    path("lists/tasks/export/", exports.tasks, name="export_tasks"),
    path("rectification/export/", exports.rectification, name="export_rectification"),
    path("bodies/export/", exports.bodies, name="export_bodies"),
    path("closures/export/", exports.closures, name="export_closures"),
    path("closures/draws/<uuid:draw>/export/", exports.draw, name="export_draw"),
    path("accountability/export/", exports.accountability, name="export_accountability"),
    path("orders/<uuid:order>/children/export/", exports.order, name="export_order"),
    path("alerts/export/", exports.alerts, name="export_alerts"),
    path("moves/export/", exports.moves, name="export_moves"),
    path("referrals/export/", exports.referrals, name="export_referrals"),
    path("audit/export/", exports.log, name="export_log"),
    path("people/export/", exports.people, name="export_people"),
    path("method/", method, name="method"),
    path("audit/", audit, name="audit"),
]
