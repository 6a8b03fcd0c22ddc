#!/usr/bin/env bash
# Everything that can be said about the tree without running its tests. Goes through all steps, then fails if one failed.
set -uo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
failed=()
step() {
    local title="$1" started=$SECONDS; shift
    printf -- '-- %s\n' "$title"
    if "$@"; then printf '   ok (%d s)\n' $((SECONDS - started)); else failed+=("$title"); printf '   FAILED: %s\n' "$*"; fi
}
# As on a county's server (docs/operations.md), where a warning is a failure.
production() {
    env -u DATABASE_URL GUIXIAO_DEBUG=0 GUIXIAO_ALLOWED_HOSTS=guixiao.example GUIXIAO_DATA_DIR="$scratch" \
        GUIXIAO_SECRET_KEY=only-for-this-check-0Zr5vQm1c8KdYw2LtXb7NhUe4JgRs9PaTf3Ci6Wo \
        "$python" -W error::DeprecationWarning -m django "$@" --settings guixiao.config.settings
}
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

step "style (ruff check)" "$python" -m ruff check --output-format concise .
step "layout (ruff format)" "$python" -m ruff format --check --output-format concise .
step "types (mypy)" "$python" -m mypy
step "layers (import-linter)" .venv/bin/lint-imports
step "dependencies (deptry)" .venv/bin/deptry .
step "deployment (check --deploy)" production check --deploy --fail-level WARNING
step "migrations (makemigrations --check)" production makemigrations --check --dry-run
step "the house (locks, translations, limits, links)" "$python" -m pytest --tb=short -p no:cacheprovider tests/test_house.py

[ ${#failed[@]} -eq 0 ] || { printf 'check failed:\n'; printf '  %s\n' "${failed[@]}"; exit 1; }
echo "check passed"
