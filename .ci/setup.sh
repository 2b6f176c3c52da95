#!/bin/sh
# Makes .venv with the project and one of its dependency groups.
#     sh examples/setup.sh python3 test
set -eu
python=$1 group=$2
mkdir -p build
if command -v uv >/dev/null 2>&1; then
    [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
    uv pip install --quiet --python .venv/bin/python --editable . --group "$group"
else
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip --version | awk '{ split($2, v, "."); exit !(v[1] > 25 || (v[1] == 25 && v[2] >= 1)) }' ||
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable . --group "$group"
fi
