# make demo   the example company, from nothing to its report
# make test   all tests; with SPARK=1 those on Spark too (they need Java 17; 460 MB are installed once)
# make truth  every figure that the statistics promise, measured (an hour); SHARE=0.05 for minutes
# make bench  how fast it is, beside others (half an hour); SIZES="1000 10000" for minutes, ONLY=scoring for one section
# make cluster a Spark cluster of this machine alone: parity tests and the main job on it, beside DuckDB (some minutes)
# make broken 2,000 broken files, commands killed at many moments: no row is lost, none read twice
# make lint   style and types
# make joining   measure how right joining is, and write its page of the docs
# make lock   resolve the dependencies anew into requirements/
#
# Each builds what it needs in $(VENV) first; only Python 3.11 or later and make have to be there.

PYTHON ?= python3
VENV ?= .venv
DEMO ?= openicp-demo
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK_READY := $(VENV)/.spark
ORACLE ?= .venv-oracle
ORACLE_READY := $(ORACLE)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
COMPILE = $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links
UV ?= uv

# Example data beside the checkout, for the tests that need them; without, those tests skip and say so.
OPENICP_DATA ?= $(abspath $(wildcard ../shared/data))
ifneq ($(strip $(OPENICP_DATA)),)
export OPENICP_DATA
endif

.PHONY: help demo test broken lint lock clean joining truth bench cluster
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \(make .*\)/\1/p' $(firstword $(MAKEFILE_LIST))

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Building the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

demo: $(READY)
	@if [ -f $(DEMO)/openicp.yaml ]; then rm -rf $(DEMO); fi
	@begun=$$(date +%s); $(BIN)/openicp demo $(DEMO) && echo "Made and run in $$(( $$(date +%s) - begun )) s."

# Spark comes as a source archive, and is installed on request: a wheel of it is built once and kept by pip.
$(SPARK_READY): requirements/spark.txt $(READY)
	@echo "Installing Spark in $(VENV)"
	@$(PIP) install --require-hashes -r requirements/spark.txt
	@touch $@

test: $(READY) $(if $(SPARK),$(SPARK_READY))
	@$(BIN)/python -m pytest -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

# Packages that pin older libraries than ours live in an environment of their own; where it cannot be built, the rows say so.
$(ORACLE_READY): requirements/oracle.txt
	@echo "Building the environment of other packages in $(ORACLE)"
	@$(PYTHON) -m venv $(ORACLE)
	@$(ORACLE)/bin/python -m pip --disable-pip-version-check -qq install --require-hashes -r requirements/oracle.txt
	@touch $@

truth: $(READY)
	@$(MAKE) --no-print-directory $(ORACLE_READY) || echo "Without other packages to compare with."
	@OPENICP_ORACLE=$(abspath $(ORACLE))/bin/python OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/truth --share $(or $(SHARE),1) --write docs/truth.md

bench: $(READY)
	@$(MAKE) --no-print-directory $(ORACLE_READY) || echo "Without other packages to compare with."
	@OPENICP_ORACLE=$(abspath $(ORACLE))/bin/python OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/bench \
		$(if $(ONLY),--only $(ONLY)) $(if $(SIZES),--sizes $(SIZES)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(HUGE),--huge)

cluster: $(READY) $(SPARK_READY)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/cluster $(if $(ONLY),--only $(ONLY)) $(if $(SMALL),--small) \
		$(if $(ACCOUNTS),--accounts $(ACCOUNTS)) $(if $(MEMORY),--memory $(MEMORY))

broken: $(READY)
	@OPENICP_BROKEN_FILES=2000 OPENICP_KILLS=10 $(BIN)/python -m pytest tests/collect/test_read_broken.py \
		tests/workspace/test_killed_commands.py tests/actions/test_erase_interrupted.py

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file benchmarks/mypy.ini

joining: $(READY)
	@$(BIN)/python benchmarks/joining.py

lock:
	@$(COMPILE) --upgrade --output-file requirements/base.txt
	@$(COMPILE) --upgrade --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt
	@$(COMPILE) --upgrade --extra dev --extra spark --constraint requirements/dev.txt --output-file requirements/spark.txt
	@$(subst pyproject.toml,requirements/oracle.in,$(COMPILE)) --upgrade --output-file requirements/oracle.txt

clean:
	@rm -rf $(VENV) $(ORACLE) $(DEMO)
