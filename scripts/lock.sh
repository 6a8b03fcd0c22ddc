#!/usr/bin/env bash
# Resolves pyproject.toml into requirements/{base,train,dev}.lock, with hashes. Pins that still fit stay; UPGRADE=1 renews all.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh base
uv=.venv/bin/uv

resolve() {
    local name="$1"; shift
    "$uv" pip compile pyproject.toml "$@" --quiet --generate-hashes --no-header --python-version 3.11 \
        --only-binary :all: ${UPGRADE:+--upgrade} --output-file "requirements/$name.lock"
    echo "requirements/$name.lock: $(grep -c '^[a-z0-9].*==' "requirements/$name.lock") packages"
}
"$uv" pip compile requirements/tools.in --quiet --generate-hashes --no-header --python-version 3.11 --only-binary :all: \
    ${UPGRADE:+--upgrade} --output-file requirements/tools.lock
resolve base
resolve train --extra train --constraint requirements/base.lock
# The tests train weights anew and compare them with the shipped ones: dev holds train.
resolve dev --extra dev --extra train --constraint requirements/base.lock
