#!/bin/sh
# Makes .venv with the project and one of its dependency groups.
#     sh .ci/setup.sh python3 test
set -eu
python=$1 group=$2
mkdir -p build

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# A group needs pip 25.1; twice quiet, so that what pip says is an error.
pip() {
    .venv/bin/python -m pip "$@" -q -q --disable-pip-version-check
}

echo "Setting up .venv for: make $group"
if command -v uv >/dev/null 2>&1; then
    # Where this python is too old, uv looks for another one, or fetches it.
    new_enough "$python" || python='>=3.11'
    [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
    uv pip install --quiet --python .venv/bin/python --editable . --group "$group"
    exit
fi
if [ ! -x .venv/bin/python ]; then
    new_enough "$python" || {
        echo "$python is missing or older than 3.11; name another: make $group PYTHON=python3.12" >&2
        exit 1
    }
    # Half an environment would pass for a whole one at the next run.
    "$python" -m venv .venv || { rm -rf .venv && exit 1; }
fi
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
.venv/bin/python -m pip --version |
    awk '{ split($2, v, "."); exit !(v[1] > 25 || (v[1] == 25 && v[2] >= 1)) }' ||
    pip install --upgrade 'pip>=25.1'
pip install --editable . --group "$group"
