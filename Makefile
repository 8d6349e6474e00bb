# Everything runs from here; `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup demo check test test-spark format lock clean

PYTHON ?=
WORKERS ?= 2
export PYTHON

help:
	@echo "make setup   install into .venv and node_modules, nothing else"
	@echo "make demo    set up, build the demonstration cities, serve them (ARGS=… is passed to xuezheng demo)"
	@echo "make check   lint, types and the rules of the house, in seconds"
	@echo "make test    set up for tests, check, then all tests on SQLite and those of the database on PostgreSQL"
	@echo "make test-spark  the catalogue on DuckDB and on Spark, compared (brings pyspark into .venv; needs Java 17)"
	@echo "make format  bring the code into its one form"
	@echo "make lock    compile the lock files anew from pyproject.toml and package.json"
	@echo "make clean   remove what make setup installed"

setup:
	@sh setup/start

demo:
	@sh setup/start --quiet
	@.venv/bin/xuezheng demo $(ARGS)

check:
	@sh setup/start --tests --quiet
	@sh setup/check

test:
	@sh setup/start --tests --quiet
	@WORKERS=$(WORKERS) sh setup/test $(ARGS)

test-spark:
	@sh setup/start --tests --quiet
	@.venv/bin/uv pip install --quiet --python .venv/bin/python "pyspark>=4,<5"
	@.venv/bin/python -m pytest --spark tests/spark $(ARGS)

format:
	@sh setup/start --tests --quiet
	@.venv/bin/ruff format --quiet .
	@.venv/bin/ruff check --quiet --fix .

lock:
	@sh setup/start --tests --quiet
	@sh setup/lock $(ARGS)

clean:
	rm -rf .venv node_modules setup/chromium/node_modules
