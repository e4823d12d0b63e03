# A thin front: `make publish` and `make test` set up what they need, once, and then run one command.
# PYTHON picks the interpreter (3.11 or newer); DATASET picks one dataset; OPTIONS are handed on to check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps
DATASET ?=
OPTIONS ?=
ONLY ?=
SETS ?=
FULL ?=

.PHONY: model publish check review test nightly mutants lint bench scale lock clean
.DEFAULT_GOAL := publish

publish: $(VENV)/core
	@$(BIN)/deskcheck publish $(DATASET)

check: $(VENV)/core
	@$(BIN)/deskcheck check $(OPTIONS) $(DATASET)

review: $(VENV)/core
	@$(BIN)/deskcheck review $(DATASET)

test: $(VENV)/test lint
	$(BIN)/python -m pytest --numprocesses 2 --cov --cov-report=term

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# All that `make test` can only sample: every file in every role, a fault at every call to the system, ten thousand examples
# of every property. Takes hours; EXAMPLES=500 makes it shorter. Needs strace.
EXAMPLES ?= 10000
nightly: $(VENV)/test
	DESKCHECK_NIGHTLY=1 DESKCHECK_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -s tests/hardening tests/review/test_fuzz.py

# For maintainers: one fault at a time in MODULES (such as pipeline.ladder; without it, in all that must not err).
MODULES ?=
mutants: $(VENV)/test
	PYTHONPATH=.:tests $(BIN)/python -m hardening.mutants $(MODULES)

# ONLY=matching,growth,publish,page,scale,disclosure runs some parts; SETS=leso-renames some sets of the first; FULL=1 the
# largest sizes.
bench: $(VENV)/core
	$(BIN)/python -m benchmarks --date "$$(date +%Y-%m-%d)" --only "$(ONLY)" --sets "$(SETS)" $(if $(FULL),--full)

# Adds Dask, for --engine dask.
scale: $(VENV)/scale

# The environment: rebuilt only when a lock file changes, so a second run needs no network.
$(VENV)/locked: requirements/core.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Deskcheck needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.13")'
	@echo "Setting up the environment in $(VENV) (once, about a minute) ..."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes --only-binary :all: -r requirements/core.txt
	@touch $@

$(VENV)/core: pyproject.toml $(VENV)/locked
	@$(PIP) --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/scale: requirements/scale.txt $(VENV)/locked $(VENV)/core
	@echo "Adding Dask ..."
	@$(PIP) --require-hashes --only-binary :all: -r requirements/scale.txt
	@touch $@

$(VENV)/test: requirements/test.txt $(VENV)/locked $(VENV)/core $(VENV)/scale
	@echo "Adding what the tests need ..."
	@$(PIP) --require-hashes --only-binary :all: -r requirements/test.txt
	@touch $@

# For maintainers: writes the lock files anew. Needs `uv` on the path.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements/core.txt requirements/core.in
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements/scale.txt requirements/scale.in
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements/test.txt requirements/test.in

clean:
	rm -rf $(VENV) .bench interim build *.egg-info .pytest_cache .mypy_cache .ruff_cache .coverage*

# For maintainers: fits the matcher's model anew, from labelled sets (DATA) and invented names. The same files, the same bytes.
DATA ?= ../shared/data
model: $(VENV)/core
	$(BIN)/python -m benchmarks.names --registry 6000 --names 5000 --rows 5000 --out .bench/invented
	$(BIN)/python -m pipeline.matching.train $(DATA)/bench --noise $(DATA)/registries/ror/registry.csv --invented .bench/invented
