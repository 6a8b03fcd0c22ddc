#!/usr/bin/env bash
# Every test on SQLite (a real browser included), then every test that touches the database again on a throw-away PostgreSQL,
# but those that say why once is enough (`once` in pyproject.toml).
# Both runs take place even if the first fails. Nothing is piped: pytest's closing lines and exit codes stay as they are.
set -uo pipefail
cd "$(dirname "$0")/.."

# Each worker takes its half in order, so that what tests of one file begin with is made once (tests/starts.py); whoever is ready
# first takes from the other's end.
pytest=(.venv/bin/python -m pytest -n 2 --dist worksteal)
failed=0

echo "== SQLite"
env -u DATABASE_URL "${pytest[@]}" "$@" || failed=1
echo "== PostgreSQL"
scripts/with-postgres.sh "${pytest[@]}" -m "db and not browser and not once" "$@" || failed=1
exit "$failed"
