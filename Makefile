# Everything that a contributor or a pipeline runs. `make` alone lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Python as users have it: with these set, output that is lost at exit would not be noticed.
unexport PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
WORKERS ?= auto
DEMO ?= demo
# Presets on emulated clouds at once. The provider waits most of the time: each takes about a third
# of a core, and up to 3 GB.
SYSTEMS ?= 5
# Terraform and the provider spend a quarter of their time on collecting garbage that would fit.
export GOGC ?= 400
export GOMEMLIMIT ?= 700MiB

VENV := .venv
STAMP := $(VENV)/.complete
CHECKOV := $(VENV)/checkov/.complete
RUN := $(VENV)/bin/python -m
PYTEST := $(RUN) pytest -p tests.no_silent_skips
PARALLEL := -n $(WORKERS) --dist worksteal
# Tests that share what takes minutes to make, and so cannot be spread over workers one by one.
ALONE := combinations emulated systems
# Jobs side by side write their output one after the other, where make can do that.
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

# The stamp holds the folder that the environment was made for. Another one, or a Python that is
# gone, makes it useless: start afresh.
ifneq ($(shell $(VENV)/bin/python -c '' 2>/dev/null && cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

.PHONY: help demo test test-long long-work long-emulated long-systems test-all lint format bench mutations schema docs systems compliance venv clean

help: ## List these targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## Generate the trading platform into ./demo and check it.
	@scripts/demo.sh "$(DEMO)"

test: lint ## Format, lint, types, layers and the everyday tests.
	$(PYTEST) $(PARALLEL)

test-long: $(STAMP) ## The long tests only, these three side by side.
	$(MAKE) --no-print-directory --keep-going --jobs=3 $(SYNC) long-work long-emulated long-systems

# With little of a core for each, a test may take many times as long as it does alone.
# What works all the time lets the emulated clouds go first, which wait more than they work.
long-work: $(CHECKOV) ## Terraform on every scenario, hostile answers, all combinations of answers.
	status=0; \
	nice $(PYTEST) $(PARALLEL) --timeout=1800 -m long $(addprefix --ignore=tests/,$(ALONE)) || status=$$?; \
	nice $(PYTEST) -m long tests/combinations || status=$$?; \
	exit $$status

long-emulated: $(STAMP) ## The trading platform on an emulated AWS, which these tests share.
	$(PYTEST) -m long tests/emulated

long-systems: $(STAMP) ## Every other preset, each on an emulated AWS of its own.
	$(PYTEST) -n $(SYSTEMS) -m long tests/systems

test-all: test test-long ## Everything that CI runs.

lint: $(STAMP) ## Format, lint, types and layers.
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) mypy
	$(VENV)/bin/lint-imports --no-logo --no-cache

format: $(STAMP) ## Put the format right, and what ruff can fix.
	$(RUN) ruff check --fix-only --quiet
	$(RUN) ruff format

bench: $(STAMP) ## Compare our times with those of copier, cookiecutter and Terraform.
	$(RUN) bench

mutations: $(CHECKOV) ## Break generated repositories and write who notices to docs/mutations.md.
	$(RUN) tests.mutations --write

schema: $(STAMP) ## Write presets/schema.json anew from copier.yml.
	$(RUN) tools.schema --write

docs: schema ## Write what is generated in docs/ anew from copier.yml.
	$(RUN) tools.reference --write
	$(RUN) tools.rule_pages --write
	$(RUN) tools.compiled_controls --write
	$(RUN) tools.module_pages --write

systems: $(STAMP) ## Write docs/systems.md anew from what the last long tests measured.
	$(RUN) tests.systems.page --write

compliance: $(CHECKOV) ## Write docs/compliance.md anew: checkov and Terraform on each preset at each level.
	$(RUN) tests.controls.page --measure --write

venv: $(STAMP) ## The virtual environment that all of these work in.

$(STAMP): pyproject.toml
	@PYTHON=$(PYTHON) scripts/venv.sh $(VENV)

$(CHECKOV): template/.github/workflows/check.yml.jinja | $(STAMP)
	@PYTHON=$(PYTHON) scripts/checkov.sh $(@D)

clean: ## Remove the virtual environment, caches and builds; ./demo stays.
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
