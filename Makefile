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
# What ran, and how long it took, is kept by target.
PYTEST = $(RUN) pytest --junitxml=build/reports/$@.xml
PARALLEL := -n $(WORKERS) --dist worksteal
# Tests that share what takes minutes to make, and so cannot be spread over workers one by one.
ALONE := combinations emulated systems
LONG = -m long $(CHOICE) $(addprefix --pool=,$(POOL))
# Jobs side by side write their output one after the other, where make can do that.
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
# The commit chooses which long tests run with a change, see tests/pools.py.
SEED = $(or $(TFDR_SEED),$(shell git rev-parse HEAD))
LONG_TARGETS := long-emulated long-systems long-work long-combinations
SIDE_BY_SIDE := $(MAKE) --no-print-directory --keep-going --jobs=3 $(SYNC) $(LONG_TARGETS)

# The stamp holds the folder that the environment was made for. Another one, or a Python that is
# gone, makes it useless: start afresh.
ifneq ($(shell $(VENV)/bin/python -c '' 2>/dev/null && cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

.PHONY: help demo test everyday test-share test-rest test-long long-work long-combinations long-emulated long-systems test-all lint format bench times mutations schema docs facts newest release rule incidents objections systems compliance venv clean

help: ## List these targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## Generate the trading platform into ./demo and check it.
	@scripts/demo.sh "$(DEMO)"

test: $(STAMP) ## Format, lint, types and the everyday tests.
	$(MAKE) --no-print-directory --jobs=2 lint everyday

everyday: $(STAMP) ## The everyday tests alone.
	$(PYTEST) $(PARALLEL)

test-share: $(STAMP) ## The long tests that run with a change: a share, chosen by TFDR_SEED or the commit.
	TFDR_SEED=$(SEED) $(SIDE_BY_SIDE) SYSTEMS=2

test-rest: $(STAMP) ## What test-share leaves out; POOL=NAME limits it to a pool.
	TFDR_SEED=$(SEED) $(SIDE_BY_SIDE) CHOICE=--rest

test-long: $(STAMP) ## All long tests; POOL=NAME limits them to a pool.
	TFDR_SEED= $(SIDE_BY_SIDE)

# With little of a core for each, a test may take many times as long as it does alone.
# What works all the time lets the emulated clouds go first, which wait more than they work.
long-work: $(CHECKOV) ## Of the long tests: Terraform on scenarios, hostile answers, mutants, faults.
	nice $(PYTEST) $(PARALLEL) --timeout=1800 $(LONG) $(addprefix --ignore=tests/,$(ALONE))

long-combinations: $(STAMP) ## Each two values of two questions.
	nice $(PYTEST) $(LONG) tests/combinations

long-emulated: $(STAMP) ## The trading platform on an emulated AWS, which these tests share.
	$(PYTEST) $(LONG) tests/emulated

long-systems: $(STAMP) ## Every other preset, each on an emulated AWS of its own.
	$(PYTEST) -n $(SYSTEMS) $(LONG) tests/systems

test-all: test test-long ## Everything.

lint: $(STAMP) ## Format, lint, types, layers and workflows.
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) mypy
	$(VENV)/bin/lint-imports --no-logo --no-cache
	$(VENV)/bin/zizmor --offline --quiet .github/workflows action.yml

format: $(STAMP) ## Put the format right, and what ruff can fix.
	$(RUN) ruff check --fix-only --quiet
	$(RUN) ruff format

bench: $(STAMP) ## Compare our times with those of others, and write docs/benchmarks.md.
	$(RUN) bench --write

times: $(STAMP) ## Write into docs/benchmarks.md how long the last runs of the tests took.
	$(RUN) bench --tests --write

mutations: $(CHECKOV) ## Break generated repositories and write who notices to docs/mutations.md.
	$(RUN) tests.mutations --write

schema: $(STAMP) ## Write presets/schema.json anew from copier.yml.
	$(RUN) tools.schema --write
	$(RUN) tools.settings_schema --write

docs: schema ## Write what is generated in docs/ anew: questions, rules, controls, modules, tests.
	$(RUN) tools.reference --write
	$(RUN) tools.rule_index --write
	$(RUN) tools.compiled_controls --write
	$(RUN) tools.module_pages --write
	$(RUN) tools.tests_page --write
	$(RUN) tests.controls.page --write

facts: $(STAMP) ## Write the derived facts of the catalogue anew: regions, runtimes, operations.
	$(RUN) tools.regions --write
	$(RUN) tools.runtimes --write
	$(RUN) tools.operations --write
	$(RUN) tools.authorization --write
	$(RUN) tools.actions

newest: $(STAMP) ## Apply and drill PRESETS (all) with the newest provider of the registry, or PROVIDER=version.
	$(RUN) tools.newest $(if $(PROVIDER),--provider $(PROVIDER)) $(PRESETS)

release: $(STAMP) ## Commit, tag and build VERSION; nothing is published.
	$(RUN) tools.release $(VERSION)

rule: $(STAMP) ## Write an empty rule and its page: ID=FO06E NOUN=retry_policy, FAMILY=data where the id does not say.
	@$(RUN) tools.new_rule "$(ID)" "$(NOUN)" $(FAMILY)

systems: $(STAMP) ## Write docs/systems.md anew from what the last long tests measured.
	$(RUN) tests.systems.page --write

incidents: $(STAMP) ## Play outages that really happened on PRESETS (one of each kind of compute), and write docs/incidents.md anew.
	$(RUN) tests.systems.incidents $(PRESETS)

objections: $(STAMP) ## Apply each preset at two levels, and write docs/objections.md anew: what AWS would say.
	$(RUN) tests.systems.objections --jobs $(SYSTEMS)

compliance: $(CHECKOV) ## Write docs/compliance.md anew: checkov and Terraform on each preset at each level.
	$(RUN) tests.controls.page --measure --weakened --write

venv: $(STAMP) ## The virtual environment that all of these work in.

$(STAMP): pyproject.toml
	@PYTHON=$(PYTHON) scripts/venv.sh $(VENV)

$(CHECKOV): template/.github/workflows/check.yml.jinja | $(STAMP)
	@PYTHON=$(PYTHON) scripts/checkov.sh $(@D)

clean: ## Remove the virtual environment, caches and builds; ./demo stays.
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
