# Every target does its own set-up: git, make and Python 3.11 or newer are enough.
.DEFAULT_GOAL := help
PYTHON ?= python3
DATA ?= examples/data
SEED ?= 7
PY := .venv/bin/python
MARK := .venv/.ready

.PHONY: help demo test lint types bench docs sim clean

help: ## Show what there is to type
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(MARK)-demo: pyproject.toml
	@sh .ci/setup.sh "$(PYTHON)" demo
	@touch $@

$(MARK)-test: pyproject.toml
	@sh .ci/setup.sh "$(PYTHON)" test
	@touch $@

$(MARK)-bench: pyproject.toml
	@sh .ci/setup.sh "$(PYTHON)" bench
	@touch $@

demo: $(MARK)-demo ## Take real orders along the whole path (DATA=folder SEED=number)
	@$(PY) examples/order_to_cash.py --data "$(DATA)" --seed "$(SEED)" --out build/demo

test: lint ## Every gate and every test
	$(PY) -m pytest -q -n 2 --cov --cov-report=json:build/coverage.json --cov-report=
	$(PY) tests/house/coverage_of_pure_rooms.py build/coverage.json

lint: $(MARK)-test ## Style, types, walls between rooms
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

types: $(MARK)-test ## How much of the public face is typed; not a gate yet
	@cd build && VIRTUAL_ENV=$(CURDIR)/.venv PATH=$(CURDIR)/.venv/bin:$$PATH basedpyright --verifytypes orderkit

bench: $(MARK)-bench ## Measure beside peers; writes build/bench.json
	$(PY) benchmarks/run.py --out build/bench.json

docs: $(MARK)-test ## Write the generated reference pages anew
	$(PY) docs/make_codes.py
	$(PY) docs/make_laws.py

sim: $(MARK)-test ## Slow campaigns: more examples of every law, more kills of the demo
	ORDERKIT_CAMPAIGN=1 $(PY) -m pytest -q -n 2 -m "campaign or not campaign" --hypothesis-profile=campaign

clean: ## Remove what the other targets made
	rm -rf build .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
