#!/usr/bin/env bash
# Installs the Debian packages that a step needs, and only those that are missing.
#
#   scripts/system-packages.sh venv    python3.11-venv   pip inside .venv (Debian splits it from Python)
#   scripts/system-packages.sh test    chromium-headless-shell   browser tests: Chromium without the window that nobody sees
#                                      fonts-noto-cjk    Chinese characters in that browser
#                                      postgresql-15     the second database of the tests; Debian also starts a
#                                                        cluster of its own on port 5432, which the tests never touch
#
# What is there already, from whatever source, is left alone: a second run takes milliseconds. Asks for sudo only when it is
# not root and something is missing.
set -euo pipefail

# The order matters where both an interpreter of our choice and Debian's are installed: setup.sh passes the one it uses.
python="${GUIXIAO_PYTHON:-python3.11}"

has_python3_11_venv() { "$python" -c 'import ensurepip' 2>/dev/null; }
has_chromium_headless_shell() { command -v chromium-headless-shell >/dev/null; }
has_fonts_noto_cjk() { compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null; }
has_postgresql_15() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

case "${1:-}" in
venv) wanted=(python3.11-venv) ;;
test) wanted=(chromium-headless-shell fonts-noto-cjk postgresql-15) ;;
*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

missing=()
for package in "${wanted[@]}"; do
    "has_${package//[.-]/_}" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]} (Debian's names). This is not Debian or Ubuntu: install their like by hand, then run again." >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Missing: ${missing[*]}. Not root and no sudo; as root: apt-get install ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
fi
echo "Installing Debian packages: ${missing[*]}${as_root[*]:+ (with sudo)}"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
install() {
    "${as_root[@]}" apt-get update -qq \
        && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}
# apt talks too much: its words are shown only when it fails.
install >"$log" 2>&1 </dev/null || { cat "$log" >&2; exit 1; }
