"""Two questions a machine asks: does the process answer, and can it work?"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from guixiao.vault.actions import missing_keys


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, has every migration and its keys are here; 503 with the reason otherwise."""
    try:
        missing = missing_migrations()
        keys = [] if missing else missing_keys()
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "unreachable"}, status=503)
    except ImproperlyConfigured:
        return JsonResponse({"ready": False, "database": "ok", "keys": "unreadable"}, status=503)
    ready = not missing and not keys
    told = {"ready": ready, "database": "ok", "missing_migrations": missing, "missing_keys": keys}
    return JsonResponse(told, status=200 if ready else 503)


def missing_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
