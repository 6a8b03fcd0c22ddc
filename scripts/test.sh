#!/usr/bin/env bash
# Every test on SQLite (a real browser included), then every test that touches the database again on a throw-away PostgreSQL,
# but those that say why once is enough (`once` in pyproject.toml).
# Both runs take place even if the first fails. Nothing is piped: pytest's closing lines and exit codes stay as they are.
set -uo pipefail
cd "$(dirname "$0")/.."

pytest=(.venv/bin/python -m pytest -n 2)
failed=0

echo "== SQLite"
env -u DATABASE_URL "${pytest[@]}" "$@" || failed=1
echo "== PostgreSQL"
scripts/with-postgres.sh "${pytest[@]}" -m "db and not browser and not once" "$@" || failed=1
exit "$failed"
