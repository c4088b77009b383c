# Everything that a contributor or a pipeline runs. `make` alone lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Python as users have it: with these set, output that is lost at exit would not be noticed.
unexport PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
WORKERS ?= auto
DEMO ?= demo

VENV := .venv
STAMP := $(VENV)/.complete
RUN := $(VENV)/bin/python -m
PYTEST := $(RUN) pytest -p tests.no_silent_skips
PARALLEL := -n $(WORKERS) --dist worksteal

# The stamp holds the folder that the environment was made for. Another one, or a Python that is
# gone, makes it useless: start afresh.
ifneq ($(shell $(VENV)/bin/python -c '' 2>/dev/null && cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

.PHONY: help demo test test-long test-all lint format bench schema docs venv clean

help: ## List these targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## Generate the trading platform into ./demo and check it.
	@scripts/demo.sh "$(DEMO)"

test: lint ## Format, lint, types and the everyday tests: a few minutes.
	$(PYTEST) $(PARALLEL)

test-long: $(STAMP) ## The long tests only: Terraform on every scenario, the emulated AWS.
	$(PYTEST) $(PARALLEL) -m long --ignore=tests/emulated
	$(PYTEST) -m long tests/emulated # one deployment, which these tests share

test-all: test test-long ## Everything that CI runs.

lint: $(STAMP) ## Format, lint and types.
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) mypy

format: $(STAMP) ## Put the format right, and what ruff can fix.
	$(RUN) ruff check --fix-only --quiet
	$(RUN) ruff format

bench: $(STAMP) ## Compare our times with those of copier, cookiecutter and Terraform.
	$(RUN) bench

schema: $(STAMP) ## Write presets/schema.json anew from copier.yml.
	$(RUN) generator.schema --write

docs: schema ## Write what is generated in docs/ anew from copier.yml.
	$(RUN) generator.reference --write

venv: $(STAMP) ## The virtual environment that all of these work in.

$(STAMP): pyproject.toml
	@PYTHON=$(PYTHON) scripts/venv.sh $(VENV)

clean: ## Remove the virtual environment, caches and builds; ./demo stays.
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
