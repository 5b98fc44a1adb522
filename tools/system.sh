#!/bin/sh
# Install the Debian packages the hub needs, if they are missing. `run` or `test`; `office` is
# LibreOffice without a screen, for PDF/A renditions of Office files (320 MB, not needed to test).
set -eu
packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 fonts-croscore"
if [ "${1:-run}" = test ]; then
    packages="$packages chromium-headless-shell poppler-utils qpdf openssl postgresql
        redis-server nginx janus coturn iproute2 nftables softhsm2"
fi
if [ "${1:-run}" = office ]; then
    packages="libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui
        fonts-croscore"
fi
# Debian keeps what makes an environment apart from Python itself.
python=$(command -v python3.11 || command -v python3 || true)
if [ "${1:-run}" != office ] && ! "${python:-false}" -c "import ensurepip" 2>/dev/null; then
    packages="$packages python3-venv"
fi
missing=""
for each in $packages; do
    dpkg-query -W -f='${Status}' "$each" 2>/dev/null | grep -q "ok installed" || missing="$missing $each"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null; then
    as_root="sudo"
else
    echo "Cần cài thêm gói Debian (install as root): apt-get install -y$missing" >&2
    exit 1
fi
echo "Installing Debian packages:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
