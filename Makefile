# Relais: «make run» serves the demonstration, «make test» runs every test. Both install what they need into .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test setup bench bench-smoke campaign lint translations slow static clean
.DEFAULT_GOAL := run

run: $(VENV)/run.stamp static
	@exec $(BIN)/relais serve

# The suite in parallel; «make test ARGS="tests/runtime -x"» runs a part of it.
test: setup
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

setup: $(VENV)/dev.stamp static

# One worker, no parallel run: for tests that must be watched.
slow: setup
	$(BIN)/python -m pytest --durations=25 $(ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m bench $(ARGS)

bench-smoke: setup
	$(BIN)/python -m bench --smoke

# Processes are killed in the middle of sales: «make campaign ARGS="--kills 10"».
campaign: setup
	$(BIN)/python -m tests.sale.campaign $(ARGS)

# Collects the sentences of the code into the catalogues, then compiles them.
translations: $(VENV)/dev.stamp
	$(BIN)/python -P app/translations.py extract
	$(BIN)/python -P app/translations.py compile

static: $(VENV)/run.stamp
	@$(BIN)/python -P app/static_build.py
	@$(BIN)/python -P app/translations.py compile

clean:
	rm -rf $(VENV) node_modules app/static/build relais.egg-info

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 ou plus récent est nécessaire." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/python.stamp
	$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(VENV)/run.stamp
	$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@
