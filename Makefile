# Every target does its own set-up: git, make and Python 3.11 or newer are enough.
.DEFAULT_GOAL := help
PYTHON ?= python3
DATA ?= examples/data
SEED ?= 7
OUT ?= build/demo
PY := .venv/bin/python
MARK := .venv/.ready

.PHONY: help demo test lint bench docs sim clean

help: ## Show what there is to type
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

# One mark for each group: what was installed for the demo is not enough for the tests.
$(MARK)-%: pyproject.toml .ci/setup.sh
	@sh .ci/setup.sh "$(PYTHON)" $*
	@touch $@

demo: $(MARK)-demo ## Take real orders along the whole path (DATA=folder SEED=number OUT=folder)
	@$(PY) examples/order_to_cash.py --data "$(DATA)" --seed "$(SEED)" --out "$(OUT)"

test: lint ## Every gate and every test
	$(PY) -m pytest -q -n 2 --dist worksteal --cov --cov-report=json:build/coverage.json --cov-report=
	$(PY) tests/house/coverage_of_pure_rooms.py build/coverage.json

lint: $(MARK)-test ## Style, types, walls between rooms
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) tests/house/public_types.py

bench: $(MARK)-bench ## Measure beside peers; writes build/bench.json
	$(PY) benchmarks/bench.py --out build/bench.json

docs: $(MARK)-test ## Write the generated reference pages anew
	$(PY) docs/make_codes.py
	$(PY) docs/make_laws.py
	$(PY) docs/make_reference.py
	$(PY) docs/make_compatibility.py

sim: $(MARK)-test ## Slow campaigns: more examples of every law, more kills of the demo
	$(PY) -m pytest -q -n 2 -m "campaign or not campaign" --hypothesis-profile=campaign

clean: ## Remove what the other targets made
	rm -rf build .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
