# One word for each thing a contributor does; `make` alone lists them.
# Needs Python 3.11 or newer, git and make; everything else goes into .venv.

PYTHON ?= python3
JOBS ?= 2
SECONDS ?= 300
TESTS ?= small

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint browser format bench fuzz faults crowd docs clean

help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with memfs (editable) and the tools; quick when nothing changed

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("memfs needs Python 3.11 or newer: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install 'pip>=25.1'
	$(PIP) install --editable . --group dev
	@touch $@

demo: $(READY) ## build a small memory in ./demo and watch a bad one being refused
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh demo

test: $(READY) ## all tests, with the coverage gate of pyproject.toml (TESTS=full: all examples, rows and rounds)
	MEMFS_TESTS=$(TESTS) $(BIN)/python -m pytest -n $(JOBS) --cov

lint: $(READY) ## ruff, mypy --strict, shellcheck
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/shellcheck hooks/* examples/*.sh action/*.sh action/comment/*.sh .ci/run

browser: $(READY) ## what the tests of the review's page look at it with: axe-core from npm (and Chromium must be there)
	npm install --no-save --no-audit --no-fund --silent --prefix .venv/axe axe-core

format: $(READY) ## let ruff mend what it can
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(READY) ## measure against git and check-jsonschema (BENCH_ONLY=add-1000 BENCH_RUNS=5)
	$(BIN)/python -m bench.run

fuzz: $(READY) ## the property tests with ever new examples until the time is up (SECONDS=300)
	MEMFS_TESTS=full $(BIN)/python -m tests.fuzz $(SECONDS) $(FUZZ_ONLY)

faults: $(READY) ## kills, full disks and rival writers against the write path: an hour (FAULTS=--small: minutes)
	$(BIN)/python -m tests.faults $(FAULTS)
	$(if $(FAULTS),,$(BIN)/python -m pytest -m faults)

crowd: $(READY) ## twelve processes at one catalog for a minute
	$(BIN)/python -m tests.catalog.crowd 60

docs: $(READY) ## write the pages that are made from the code
	$(BIN)/python docs/write_pages.py

clean: ## remove what the other words made
	rm -rf .venv demo build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find memfs tests bench -name __pycache__ -prune -exec rm -rf {} +
