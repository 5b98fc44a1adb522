#!/bin/sh
# Install Python packages into an environment: `packages.sh PYTHON -r FILE`.
#
# uv, which the environment gets first, does in two seconds what takes pip thirty. It asks the index
# that pip is set to; where it can't be had or can't reach it, pip goes on alone. Nothing is compiled
# ahead: of most packages only a small part is used.
set -u
python=$1
shift
pip() { "$python" -m pip "$@"; }
install() { pip install --quiet --disable-pip-version-check --no-compile "$@"; }

index=${PIP_INDEX_URL:-$(pip config get global.index-url 2>/dev/null)}
[ -z "$index" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"
{ install -r requirements-setup.txt && "$python" -m uv pip install --quiet --python "$python" "$@"; } ||
    install "$@"
