# Every command there is. CI calls the same ones. Nothing is written outside this folder and the temporary folder.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

export LC_ALL := C.UTF-8
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTHON ?= python3
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
bin := .venv/bin
pip := $(bin)/python -m pip install --no-cache-dir --progress-bar off --no-warn-script-location
# one line for each package as it comes, so that nobody wonders whether anything happens
names := sed -un 's/^Collecting \([^ =<>~!;[]*\).*/  \1/p; s/^Installing collected.*/  unpacking .../p'

.PHONY: help demo install test spark check fix lock docs bench bench-nation clean

help: ## this list (default)
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST)

demo: install ## play a quarter on a database of its own and serve it on 127.0.0.1:8000 (or PORT)
	@exec $(bin)/kinerja demo

install: .venv/run.stamp ## make .venv with .venv/bin/kinerja
	@:

test: .venv/develop.stamp ## every test, browser journeys too
	@$(bin)/python -m pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder $(ARGS)

spark: .venv/spark.stamp ## add PySpark (400 MB; wants Java 17), for the tests and measuring on a cluster
	@:

check: .venv/develop.stamp ## format, lint, import contracts, missing migrations, types: quickest to fail first
	@echo "format ..." && $(bin)/ruff format --check --quiet . || { echo "Not formatted: run make fix."; exit 1; }
	@echo "lint ..." && $(bin)/ruff check --quiet .
	@echo "import contracts ..." && found=$$($(bin)/lint-imports --no-cache 2>&1) || { echo "$$found"; exit 1; }
	@echo "migrations ..." && PYTHONWARNINGS="ignore:Got an error checking:RuntimeWarning" $(bin)/kinerja makemigrations --check --dry-run
	@echo "types ..." && $(bin)/mypy
	@echo "All checks passed."

fix: .venv/develop.stamp ## format, and mend what the linter can mend
	@$(bin)/ruff check --fix --quiet . || true
	@$(bin)/ruff format .

lock: .venv/develop.stamp ## resolve the dependencies of pyproject.toml anew (needs uv)
	@uv pip compile $(lock) pyproject.toml --extra embedded --extra build -o requirements/run.txt >/dev/null
	@uv pip compile $(lock) pyproject.toml --extra embedded --extra build --extra bulk --extra dev \
		-c requirements/run.txt -o requirements/develop.txt >/dev/null
	@uv pip compile $(lock) pyproject.toml --extra spark -c requirements/run.txt -o requirements/spark.txt >/dev/null
lock := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	--no-emit-find-links

docs: .venv/develop.stamp ## write docs/method.md anew from the worked examples, docs/benchmarks.md from the last figures
	@$(bin)/python -m tests.core.method_document
	@if [ -f build/bench.json ]; then $(bin)/python -m benchmarks.document; fi

bench: .venv/develop.stamp ## the headline figures, or one with ONLY=name; also in build/bench.json
	@$(bin)/python -m benchmarks $(if $(ONLY),ONLY=$(ONLY))

bench-nation: .venv/develop.stamp ## 221 million rows; says first how much disk and time it wants
	@$(bin)/python -m benchmarks ONLY=measure.nation220m

clean: ## remove everything that make and the checks made
	@rm -rf .venv build .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/created.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Kinerja needs Python 3.11 or later as $(PYTHON); choose another with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python has no venv. On Debian: apt install python3-venv"; exit 1; }
	@$(bin)/python -m pip --version >/dev/null 2>&1 || { echo "Making .venv ..."; $(PYTHON) -m venv --clear .venv; }
	@touch $@

.venv/run.stamp: requirements/run.txt pyproject.toml .venv/created.stamp
	@echo "Installing what Kinerja runs on (about a minute) ..."
	@$(pip) --require-hashes -r requirements/run.txt | $(names)
	@$(pip) --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/develop.stamp: requirements/develop.txt .venv/run.stamp
	@echo "Installing what the tests and checks need ..."
	@$(pip) --require-hashes -r requirements/develop.txt | $(names)
	@touch $@

.venv/spark.stamp: requirements/spark.txt .venv/develop.stamp
	@command -v java >/dev/null || { echo "Spark needs Java 17. On Debian: apt install openjdk-17-jre-headless"; exit 1; }
	@echo "Installing PySpark (a few minutes) ..."
	@$(pip) --require-hashes -r requirements/spark.txt | $(names)
	@touch $@
