#!/usr/bin/env bash
# Makes .venv and installs one lock into it:  scripts/setup.sh base|dev|train
#
# Every wheel is checked against the hashes in requirements/*.lock; nothing is compiled and no build tool is fetched. The
# package itself is put on the path by a .pth file. A stamp (sha256 of lock and script) makes the second run take no time.
set -euo pipefail
cd "$(dirname "$0")/.."

lock="${1:-base}"
[ -f "requirements/$lock.lock" ] || { echo "no requirements/$lock.lock" >&2; exit 2; }

# A copied or moved clone carries a .venv whose scripts name the old place.
if [ -e .venv/bin/pip ] && ! grep -qF "$PWD/.venv/" .venv/bin/pip; then
    echo "Removing .venv: it was made elsewhere"
    rm -rf .venv
fi

stamp() { sha256sum "requirements/$1.lock" requirements/tools.lock scripts/setup.sh | sha256sum | cut -c1-64; }
# dev.lock and train.lock hold all of base.lock (tests/test_house.py), so either of them serves base.
fresh() { [ "$(cat ".venv/.$1.stamp" 2>/dev/null)" = "$(stamp "$1")" ] && [ -x .venv/bin/python ]; }
if fresh "$lock" || { [ "$lock" = base ] && fresh dev; }; then exit 0; fi

is_3_11() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }
# Debian's own comes first: it is built with a profile (a tenth to a third faster than one compiled by hand) and gets Debian's
# security updates. Without python3.11-venv it stands back for another that can make .venv without asking for root.
find_python() {
    local candidate debian=/usr/bin/python3.11
    "$debian" -c 'import ensurepip' 2>/dev/null || debian=
    for candidate in ${GUIXIAO_PYTHON:+"$GUIXIAO_PYTHON"} $debian python3.11 /usr/bin/python3.11 python3 python; do
        if command -v "$candidate" >/dev/null && is_3_11 "$candidate"; then echo "$candidate"; return; fi
    done
    echo "Guixiao needs Python 3.11 and found none (python3 is $(python3 -V 2>&1 || true))." >&2
    echo "On Debian 12: apt-get install python3.11. Elsewhere: set GUIXIAO_PYTHON to its path." >&2
    return 1
}

if [ -e .venv ] && ! is_3_11 .venv/bin/python; then
    echo "Removing .venv: its Python is not 3.11 or is gone"
    rm -rf .venv
fi
if [ ! -x .venv/bin/pip ]; then
    GUIXIAO_PYTHON="$(find_python)"
    export GUIXIAO_PYTHON
    scripts/system-packages.sh venv
    echo "Making .venv with $("$GUIXIAO_PYTHON" -V)"
    "$GUIXIAO_PYTHON" -m venv .venv
fi

echo "Installing requirements/$lock.lock"
with_pip() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r "$1"
}
# What pip is told by its settings (a mirror, a folder of wheels, a certificate), said in uv's words.
pip_says() { .venv/bin/python -m pip config list 2>/dev/null | sed -nE "s/^(global|install|:env:)\.$1='(.*)'\$/\2/p" | tail -1; }
told_as_pip() {
    local index links cert
    index="$(pip_says index-url)" links="$(pip_says find-links)" cert="$(pip_says cert)"
    env ${index:+"UV_DEFAULT_INDEX=$index"} ${links:+"UV_FIND_LINKS=$links"} ${cert:+"SSL_CERT_FILE=$cert"} "$@"
}
with_uv() {
    told_as_pip .venv/bin/uv pip install --quiet --no-config --python .venv/bin/python --no-deps --require-hashes \
        --only-binary :all: -r "$1"
}
# uv does in 4 seconds what takes pip 40, and checks the same hashes. Where it cannot be had or fails, pip has the last word.
if ! { with_pip requirements/tools.lock && with_uv "requirements/$lock.lock"; }; then
    echo "uv could not: pip installs it, which takes longer"
    with_pip "requirements/$lock.lock"
fi

packages="$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
echo "$PWD" >"$packages/guixiao.pth"
rm -f .venv/bin/guixiao
cat >.venv/bin/guixiao <<SCRIPT
#!/bin/sh
'''exec' "$PWD/.venv/bin/python" "\$0" "\$@"
' '''
# The two lines above start Python from a path that may hold spaces.
import sys

from guixiao.cli import main

sys.exit(main())
SCRIPT
chmod +x .venv/bin/guixiao
# Where PYTHONDONTWRITEBYTECODE is set nothing would ever keep what Python compiles, and each start would compile a thousand
# modules anew (half a second for reconcile, two for Django): what every start needs is kept here, once.
env -u PYTHONDONTWRITEBYTECODE DJANGO_SETTINGS_MODULE=guixiao.config.settings .venv/bin/python - <<'KEEP' || true
import django
from django.urls import get_resolver

import guixiao.cli.reconcile
import guixiao.linkage.suspects
import guixiao.policy

django.setup()
assert get_resolver().url_patterns
KEEP
stamp "$lock" >".venv/.$lock.stamp"
