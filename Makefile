# One door: at most ten targets. Needs make, bash and Python 3.11; everything else is installed by the scripts.
.DEFAULT_GOAL := help
.PHONY: help setup demo serve test fast check lock bench clean
export DJANGO_SETTINGS_MODULE := guixiao.config.settings
unexport PYTHONDONTWRITEBYTECODE  # what is compiled once is kept (.venv and __pycache__ are no part of the tree)
BIN := .venv/bin

help:  ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 15

setup:  ## .venv with what the running system needs (requirements/base.lock)
	@scripts/setup.sh base

demo: setup  ## build the made-up county and serve it on http://127.0.0.1:8000 (PORT=8001 for another)
	$(BIN)/guixiao demo
	$(BIN)/guixiao serve $(if $(PORT),--port $(PORT))

serve: setup  ## serve what is in the database already
	$(BIN)/guixiao serve $(if $(PORT),--port $(PORT))

test:  ## every test: on SQLite, in a real browser, then on a throw-away PostgreSQL
	@scripts/system-packages.sh test
	@scripts/setup.sh dev
	@scripts/test.sh

fast:  ## the tests without browser and PostgreSQL
	@scripts/setup.sh dev
	$(BIN)/python -m pytest -n 2 -m "not browser"

check:  ## style, types, layers, dependencies, locks, migrations, deployment, translations, limits
	@scripts/setup.sh dev
	@scripts/check.sh

lock:  ## resolve the hashed locks anew from pyproject.toml (keeps pins that still fit; UPGRADE=1 renews)
	@scripts/lock.sh

bench:  ## time and accuracy of the linkage engine, 200 kills while rosters are loaded (docs/packages/benchmarks.md)
	@scripts/setup.sh dev
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.kill --times 200

clean:  ## remove caches and the demo's data; .venv stays
	rm -rf var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find guixiao tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} +
