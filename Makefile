# Needs git, make and Python 3.11 or newer; whatever else a target needs, it installs into .venv or finds.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

python := .venv/bin/python
# Exact versions, each held to its hash; what the package itself needs is among them
install := $(python) -m pip install --quiet --disable-pip-version-check
compile := $(python) -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

# Only what this call of make names: many machines have a LANGUAGE of their own in the environment
said = $(if $(filter command,$(firstword $(origin $(1)))),$($(1)))
base = $(or $(call said,BASE),origin/main)
language = $(or $(call said,LANGUAGE),$(shell $(or $(wildcard $(python)),python3) -m sayasat.forge.editor))
in_language = $(if $(language),--language '$(language)')

# Material's notice about MkDocs 2: the answer is the pins, and decisions/0001-the-stack.md
export NO_MKDOCS_2_WARNING := 1
export UV_CUSTOM_COMPILE_COMMAND := make lock

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: site
site: .venv/.base ## build the site into site/; SITE_URL=https://… says where it will stand
	$(python) -m sayasat build

.PHONY: serve
serve: .venv/.serve ## show the site, drafts too, at http://127.0.0.1:8000, with the contact form working
	$(python) -m mkdocs serve

.PHONY: check
check: .venv/.base ## list the faults of the texts; BASE=origin/main: of a change, FORMAT=github, LANGUAGE=ru
	@.venv/bin/sayasat check $(if $(call said,BASE),--base '$(BASE)') $(if $(call said,FORMAT),--format '$(FORMAT)') \
		$(in_language)

.PHONY: review
review: .venv/.base ## write build/review.md: what a change does, for its reviewers; BASE=origin/main, LANGUAGE=ru
	@mkdir -p build && rm -f build/review.md
	@.venv/bin/sayasat review '$(base)' $(in_language) >build/review.md.part && mv build/review.md.part build/review.md

.PHONY: preview
preview: site .venv/.preview ## make build/preview/: the site, and pictures of what a change shows; BASE=origin/main
	CHROMIUM="$$(scripts/chromium)" && export CHROMIUM \
		&& $(python) -m sayasat.forge.preview '$(base)' site build/preview '$(language)'

.PHONY: comment
# On Python alone: it holds a token that may write, so it installs nothing
comment: ## in a workflow: put the report of make review under its pull request
	@$(or $(PYTHON),python3) -m sayasat.forge.comment

.PHONY: hooks
hooks: .venv/.base ## check the texts before each commit in this clone; LANGUAGE=ru says how
	scripts/hooks '$(call said,LANGUAGE)'

.PHONY: demo
demo: .venv/.dev ## build a sample site with every kind of version into build/demo/; SERVE=1 shows it
	@$(python) -m tests.demo $(if $(SERVE),--serve)

# The packages whose tests start no browser, server or whole build
unit := cookies exports i18n markdown policy_files versions website cache/test_database.py check/language check/rules

.PHONY: quick
quick: .venv/.dev ## check style and types and run the unit tests: two minutes, before each commit
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	$(python) -m pytest --numprocesses 2 -m 'not soak and not hypothesis' tests/test_architecture.py $(unit:%=tests/%)

.PHONY: test
test: .venv/.dev ## check style and types, then run every test, in the browser too
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	CHROMIUM="$$(scripts/chromium)" && SOFFICE="$$(scripts/libreoffice)" && POSTGRESQL="$$(scripts/postgresql)" \
		&& NGINX="$$(scripts/nginx)" && export CHROMIUM SOFFICE POSTGRESQL NGINX \
		&& $(python) -m pytest --numprocesses 3 --dist worksteal

.PHONY: soak
soak: .venv/.dev ## run for long: property tests on new examples, 100,000 requests, a large purge, 1,000 kills of the handler
	CHROMIUM="$$(scripts/chromium)" && POSTGRESQL="$$(scripts/postgresql)" && export CHROMIUM POSTGRESQL \
		&& HYPOTHESIS_PROFILE=soak $(python) -m pytest --numprocesses 2 -m 'hypothesis or soak' \
		&& $(python) -m bench.contact.faults --kills 1000 --store both

.PHONY: bench
# The last takes the longest: some twenty minutes with 4,000 versions; VERSIONS=200 takes minutes
bench: .venv/.bench ## measure; writes bench/RESULTS*.md; VERSIONS=200 for a quick look at the last
	$(python) -m bench.redline
	$(python) -m bench.check
	POSTGRESQL="$$(scripts/postgresql)" && export POSTGRESQL && $(python) -m bench.contact
	$(python) -m bench.scale $(if $(call said,VERSIONS),--versions '$(VERSIONS)')

.PHONY: profile
profile: .venv/.dev ## write build/profile.md: where the time of a cold build goes; VERSIONS=200
	$(python) -m bench.scale --profile --versions '$(or $(call said,VERSIONS),200)'

.PHONY: format
format: .venv/.dev ## format the code and mend what can be mended by itself
	$(python) -m ruff check --fix
	$(python) -m ruff format

.PHONY: screenshots
screenshots: .venv/.dev ## take the guide's pictures anew, from the sample site
	CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && $(python) -m tests.demo.screenshots

.PHONY: headers
headers: .venv/.base ## write deploy/nginx-headers.conf anew, after a change of cookies.yml
	$(python) -m sayasat headers > .cache/nginx-headers.conf && mv .cache/nginx-headers.conf deploy/nginx-headers.conf

.PHONY: lock
lock: .venv/.dev ## write requirements/*.txt anew from *.in; UPGRADE=1 also renews what these bring along
	$(compile) --output-file requirements/base.txt requirements/base.in requirements/build.in
	$(compile) --output-file requirements/contact.txt requirements/contact.in
	$(compile) --output-file requirements/serve.txt requirements/serve.in
	$(compile) --output-file requirements/preview.txt requirements/preview.in
	$(compile) --output-file requirements/cluster.txt requirements/cluster.in
	$(compile) --output-file requirements/dev.txt requirements/dev.in
	$(compile) --output-file requirements/bench.txt requirements/bench.in

.PHONY: clean
clean: ## remove everything that make has made
	rm -rf .venv site .site.* build .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache sayasat.egg-info
	find hooks sayasat tests -type d -name __pycache__ -prune -exec rm -rf {} +

.venv/pyvenv.cfg: scripts/venv
	scripts/venv

.venv/.base: .venv/pyvenv.cfg requirements/base.txt requirements/base.in pyproject.toml
	$(install) --require-hashes --requirement requirements/base.txt
	$(install) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.serve: .venv/.base requirements/serve.txt
	$(install) --require-hashes --requirement requirements/serve.txt
	@touch $@

.venv/.preview: .venv/.base requirements/preview.txt
	$(install) --require-hashes --requirement requirements/preview.txt
	@touch $@

.venv/.dev: .venv/.base requirements/dev.txt
	$(install) --require-hashes --requirement requirements/dev.txt
	@touch $@

.venv/.bench: .venv/.dev requirements/bench.txt
	$(install) --require-hashes --requirement requirements/bench.txt
	@touch $@
