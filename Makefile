# Everything is set up in .venv, once; nothing outside this folder and the model cache is touched.
#
#   make demo      set up, analyse a sample clip, say where the report is
#   make test      set up, then lint, types and tests
#   make accuracy  measure the accuracy on rendered runners (validation/)
#   make speed     measure the time it takes against a bare loop over the frames (validation/), in
#                  ten minutes; then python -m validation.speed --long for the ten-minute clip
#   make page      measure how quickly the page answers, in a real browser (validation/)
#   make fuzz      put thousands of damaged clips through it (validation/)
#   make audit     ask whether a hole is known in what is installed; list the licences
#   make posture   measure which readings of the form are true (validation/)
#   make slow-motion  find out how often the factor of slow motion is told (validation/)
#   make contacts  fit how foot contacts are told, and say how well (validation/)
#   make train     train the network that reads the pelvis (validation/)

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed

SUITABLE := import sys, venv; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))
CANDIDATES := python3 python3.13 python3.12 python3.11 python3.10 python
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	$$p -c '$(SUITABLE)' 2>/dev/null && { echo $$p; break; }; done)

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
# The files of requirements carry hashes, which makes pip check every package that it installs.
PINNED := $(PIP) --only-binary=:all:

SAMPLE ?= sample_videos/drops_on_one_side.mp4
OUT ?= out/demo
# A report is opened where there is a desktop to open it on.
DESKTOP := $(if $(CI),,$(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname))))

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint accuracy speed page fuzz audit posture slow-motion contacts train lock clean
# A stamp is only there when all of its recipe went well.
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

setup: $(RUNTIME)
	@$(BIN)/formcheck doctor --fetch

demo: setup
	$(BIN)/formcheck analyze $(SAMPLE) --out $(OUT) $(if $(DESKTOP),--open)

test: setup lint
	$(BIN)/pytest

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy

accuracy: setup $(DEV)
	$(BIN)/python -m validation.accuracy

speed: setup $(DEV)
	$(BIN)/python -m validation.speed

page: setup $(DEV)
	$(BIN)/python -m validation.page

fuzz: setup $(DEV)
	$(BIN)/python -m validation.fuzz

audit: $(DEV)
	$(BIN)/python -m validation.dependencies

posture: setup $(DEV)
	$(BIN)/python -m validation.posture

slow-motion: setup $(DEV)
	$(BIN)/python -m validation.slow_motion

contacts: setup $(DEV)
	$(BIN)/python -m validation.contacts

train: setup $(DEV)
	$(PINNED) -r validation/train/requirements.txt
	$(BIN)/python -m validation.train

$(RUNTIME): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what formcheck runs on (about 1 GB; two minutes) ..."
	$(PINNED) -r requirements.txt
	$(PIP) --no-deps --editable .
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	$(PINNED) -r requirements-dev.txt
	@touch $@

# Debian's Python may come without ensurepip; its own pip then serves the new environment.
$(BIN)/python:
	$(if $(PYTHON),,$(error formcheck needs Python 3.10 to 3.13 with its venv module, and none was found; \
	on Debian or Ubuntu: sudo apt-get install python3 python3-venv))
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
		rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV) && \
		$(PYTHON) -m pip --disable-pip-version-check --python $@ install --quiet pip; } || { \
		rm -rf $(VENV); \
		echo "No virtual environment could be made; on Debian or Ubuntu: sudo apt-get install python3-venv"; \
		exit 1; }

# Pins everything anew, one version for all supported Pythons and systems.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.10 --fork-strategy fewest \
	--only-binary :all: --no-emit-index-url --no-annotate --no-header --generate-hashes --upgrade \
	pyproject.toml
# A line for each package, hashes and all, so that lines can be compared.
ONE_LINE := sed -e ':a' -e '/\\$$/{N;s/ *\\\n */ /;ta' -e '}'

lock: | $(BIN)/python
	$(PIP) uv
	sed -n '/^#/p' requirements.txt > requirements.new
	$(COMPILE) | $(ONE_LINE) >> requirements.new
	mv requirements.new requirements.txt
	sed -n '/^#/p; /^-r/p' requirements-dev.txt > requirements.new
	$(COMPILE) --extra dev --constraint requirements.txt | $(ONE_LINE) | grep -vxFf requirements.txt \
		>> requirements.new
	mv requirements.new requirements-dev.txt
	@echo "Now make audit: it lists the licences anew."

clean:
	rm -rf $(VENV) out build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
