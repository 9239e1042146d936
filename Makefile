# Each target sets up what it needs: a new clone with Python 3.11 to 3.13 and its venv module is enough.
#   make compare   run the default scenario and write its results   (ARGS="..." is handed on)
#   make test      unit, law and parity tests                       (ARGS="-k name" is handed on)
#   make check     hold rules, draws and key figures of every scenario against tests/baselines
#   make answers   run every scenario as it stands and keep what came out (an hour)
#   make publish   publish a study with the notebook that explains it     (STUDY=one_window)
#   make benchmark  the engines beside each other, and beside other packages (ten minutes)
#   make cluster   the tests on a Ray cluster of two workers, one killed  (240 MB of packages)
#   make statistics, lint, wheel, pins, clean, distclean
# Another Python: make test PYTHON=python3.12 VENV=.venv-3.12

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= auto
ARGS ?=
STUDY ?=

BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

# Workers, and the commands that tests start, read what they import as it was compiled by the one before.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

PINNED := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11

.PHONY: compare compiled test statistics lint check answers publish benchmark cluster wheel pins clean distclean setup
.DEFAULT_GOAL := compare
.DELETE_ON_ERROR:

compare: setup
	$(BIN)/onewindow compare $(ARGS)

compiled: setup
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python tests/compile_first.py

test: compiled
	$(PYTEST) -n $(WORKERS) --dist loadfile -m "not statistics" $(ARGS)

statistics: compiled
	$(PYTEST) -n $(WORKERS) --dist worksteal -m statistics $(ARGS)

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: setup
	$(BIN)/onewindow check $(ARGS)

answers: $(patsubst scenarios/%.yaml,results/published/answers/%.json,$(wildcard scenarios/*.yaml))

results/published/answers/%.json: scenarios/%.yaml | setup
	@mkdir -p $(@D)
	$(BIN)/onewindow compare $* --no-figures --json $(ARGS) > $@.part
	@mv $@.part $@

publish: setup
	@$(BIN)/python notebooks/publish.py $(STUDY)

benchmark: setup
	@$(PIP) install --require-hashes -r requirements-benchmark.txt
	$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-disable-gc --benchmark-quiet -q -p no:cacheprovider $(ARGS)

cluster: setup
	@$(PIP) install --require-hashes -r requirements-cluster.txt
	$(BIN)/python -m pytest -m cluster $(ARGS)

wheel: setup
	$(BIN)/python -m hatchling build -d dist

# The exact releases for 3.11 to 3.13 and every platform, with their hashes; the file names no registry.
pins: setup
	$(PINNED) --upgrade --extra dev --extra notebooks --extra query --extra staffing pyproject.toml --output-file requirements.txt
	$(PINNED) --upgrade --extra benchmark --constraints requirements.txt pyproject.toml \
	    --output-file requirements-benchmark.txt
	$(PINNED) --upgrade --extra cluster --constraints requirements.txt pyproject.toml \
	    --output-file requirements-cluster.txt
	@! grep -nEi '://|^-|index' requirements*.txt || { echo "a list of pins names where it was made"; exit 1; }

clean:
	rm -rf dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find configs notebooks scenarios sim tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

setup: $(STAMP)

$(STAMP): requirements.txt pyproject.toml
	@python=$(PYTHON); test ! -x $(BIN)/pip || python=$(BIN)/python; \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	    { echo "$$python is not Python 3.11, 3.12 or 3.13: name one, as in make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/pip || { echo "Making $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the pinned packages into $(VENV) (a minute or two the first time)"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
