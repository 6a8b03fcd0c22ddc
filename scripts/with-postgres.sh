#!/usr/bin/env bash
# Runs a command against a throw-away PostgreSQL and takes it down again, whatever happens:
#
#   scripts/with-postgres.sh .venv/bin/python -m pytest -m db
#
# The cluster lives in a temporary directory and listens on a socket there, on no network port. DATABASE_URL points to it.
# PostgreSQL refuses to run as root: for root it runs as the user `postgres`, else as oneself. Not durable on purpose (fsync off); no query
# is worth a compilation, and no table a vacuum, before the cluster is gone.
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2; }

programs="$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)"
[ -x "$programs/initdb" ] || programs="$(dirname "$(command -v initdb || echo /nowhere/initdb)")"
[ -x "$programs/pg_ctl" ] || { echo "No PostgreSQL server found: run scripts/system-packages.sh test" >&2; exit 1; }

home="$(mktemp -d /tmp/guixiao-pg.XXXXXX)"
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    as_owner=(runuser -u postgres --)
    chown postgres "$home"
fi

child=
take_down() {
    local status=$?
    trap '' INT TERM HUP
    [ -z "$child" ] || kill -TERM "$child" 2>/dev/null || true
    [ -z "$child" ] || wait "$child" 2>/dev/null || true
    [ ! -f "$home/data/postmaster.pid" ] || (cd / && "${as_owner[@]}" "$programs/pg_ctl" -D "$home/data" -m immediate -s stop) || true
    rm -rf "$home"
    exit "$status"
}
trap take_down EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

settings="-c listen_addresses='' -c unix_socket_directories='$home' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
settings="$settings -c jit=off -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB"
(
    cd /
    "${as_owner[@]}" "$programs/initdb" -D "$home/data" -U guixiao --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log" \
        || { cat "$home/initdb.log" >&2; exit 1; }
    "${as_owner[@]}" "$programs/pg_ctl" -D "$home/data" -l "$home/data/server.log" -o "$settings" -s -w start \
        || { cat "$home/data/server.log" >&2; exit 1; }
    "$programs/createdb" -h "$home" -U guixiao guixiao
)

export DATABASE_URL="postgresql://guixiao@/guixiao?host=$home"
"$@" <&0 &
child=$!
status=0
wait "$child" || status=$?
child=
exit "$status"
