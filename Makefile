# Needs git, make and Python 3.11 or newer. Targets install everything else that they need, mostly into .venv.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

python := .venv/bin/python
# The requirements files pin exact versions and hashes, also for the package's own dependencies
install := $(python) -m pip install --quiet --disable-pip-version-check
compile := $(python) -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

# The value of a variable if it is given on make's command line: LANGUAGE may also be set in the environment
given = $(if $(filter command,$(firstword $(origin $(1)))),$($(1)))
base = $(or $(call given,BASE),origin/main)
language = $(or $(call given,LANGUAGE),$(shell $(or $(wildcard $(python)),python3) -m sayasat.forge.editor))
in_language = $(if $(language),--language '$(language)')

# Silences Material's notice about MkDocs 2: MkDocs is pinned (decisions/0001-the-stack.md)
export NO_MKDOCS_2_WARNING := 1
export UV_CUSTOM_COMPILE_COMMAND := make lock
# The tests start hundreds of Python processes: compiling every module again in each doubles their time
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: site
site: .venv/.base ## build the site into site/; SITE_URL=https://… is the URL of the published site
	$(python) -m sayasat build

.PHONY: publish
publish: .venv/.base ## check, log and publish the newest commit in site/; LAST=1: the last published one for today
# In a workflow, BUNDLE=file writes the log, which make push-log pushes, and SERVED=file is the log of make served-log
	@mkdir -p build
	$(python) -m sayasat publish --to site $(if $(call given,LAST),--last) \
		$(if $(call given,BUNDLE),--bundle '$(BUNDLE)') $(if $(call given,SERVED),--served '$(SERVED)')

.PHONY: served-log
# Needs only Python, as make comment
served-log: ## in a workflow: fetch the log that the site at SITE_URL serves into the file SERVED
	@mkdir -p build
	@$(or $(PYTHON),python3) -m sayasat.forge.served_log "$$SITE_URL" '$(SERVED)'

.PHONY: push-log
# Needs only Python and Git: it runs with a token that may write, so it installs no packages
push-log: ## in a workflow: push the lines of the log that make publish BUNDLE=file has written
	@$(or $(PYTHON),python3) -m sayasat.forge.push_log '$(BUNDLE)'

.PHONY: serve
serve: .venv/.serve ## serve the site, drafts included, at http://127.0.0.1:8000, with a working contact form
# The program ends with make, however make ends
	exec $(python) -m sayasat.mkdocs_plugin.end_with_parent $$PPID mkdocs serve $(if $(call given,ADDRESS),--dev-addr '$(ADDRESS)')

.PHONY: check
check: .venv/.base ## check the policy texts and list the problems; BASE=origin/main: only of a change, FORMAT=github, LANGUAGE=ru
	@.venv/bin/sayasat check $(if $(call given,BASE),--base '$(BASE)') $(if $(call given,FORMAT),--format '$(FORMAT)') \
		$(or $(in_language),$(if $(filter github,$(call given,FORMAT)),--every-language))

.PHONY: review
review: .venv/.base ## write build/review.md, a report on a change, and build/documents/: the changes in Word, the whole report; BASE=origin/main, LANGUAGE=ru, PREVIEW=build/preview/preview.json
	@mkdir -p build && rm -rf build/review.md build/suggestions.json build/documents
	@.venv/bin/sayasat review '$(base)' $(or $(in_language),--every-language) --documents build/documents \
		--suggestions build/suggestions.json \
		$(if $(call given,PREVIEW),--preview '$(PREVIEW)') >build/review.md.part && mv build/review.md.part build/review.md

.PHONY: preview
preview: .venv/.preview ## make build/preview/: the site as a draft, and screenshots of the pages that a change affects; BASE=origin/main, PREVIEW_NAME=pr-7, PREVIEW_URL=https://preview.example.org/
	.venv/bin/sayasat publish --preview '$(preview_name)' --to build/previews --url '$(preview_url)'
	CHROMIUM="$$(scripts/chromium)" && export CHROMIUM \
		&& $(python) -m sayasat.forge.preview '$(base)' 'build/previews/$(preview_name)' build/preview '$(language)' '$(preview_url)$(preview_name)/'

preview_name = $(or $(PREVIEW_NAME),proposal)
preview_url = $(or $(PREVIEW_URL:/=),https://preview.invalid)/

.PHONY: comment
# Needs only Python: it runs with a token that may write, so it installs no packages
comment: ## in a workflow: write the report of make review as a comment on its pull request
	@$(or $(PYTHON),python3) -m sayasat.forge.comment

.PHONY: report-failure
# Needs only Python, as make comment
report-failure: ## in a workflow: open an issue that says that a publication failed
	@$(or $(PYTHON),python3) -m sayasat.forge.failure

.PHONY: report-late
# Needs only Python, as make comment
report-late: ## in a workflow: open an issue if the site at SITE_URL does not show the present day
	@$(or $(PYTHON),python3) -m sayasat.forge.watch

.PHONY: recheck
# Needs only Python, as make comment
recheck: ## in a workflow: run the check of every open pull request again
	@$(or $(PYTHON),python3) -m sayasat.forge.recheck

.PHONY: hooks
hooks: .venv/.base ## check the texts before each commit in this clone; LANGUAGE=ru for messages in Russian
	scripts/hooks '$(call given,LANGUAGE)'

.PHONY: demo
demo: .venv/.base ## build a sample site with every kind of version into build/demo/; SERVE=1 also serves it
	@$(python) -m tests.demo $(if $(SERVE),--serve)

# The packages whose tests start no browser, server or whole build
unit := cookies exports i18n markdown policy_files versions website cache/test_database.py check/language check/rules

# Finds or installs the programs that tests run, and names them in the environment
programs := CHROMIUM="$$(scripts/chromium)" && SOFFICE="$$(scripts/libreoffice)" \
	&& POSTGRESQL="$$(scripts/postgresql)" && NGINX="$$(scripts/nginx)" && CADDY="$$(scripts/caddy)" \
	&& export CHROMIUM SOFFICE POSTGRESQL NGINX CADDY

.PHONY: quick
quick: .venv/.dev ## check style and types and run the unit tests: two minutes, before each commit
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	$(python) -m pytest --numprocesses 2 -m 'not soak and not hypothesis' tests/test_architecture.py $(unit:%=tests/%)

.PHONY: test
test: .venv/.dev ## check style and types and run every test, including those in a browser
	$(python) -m ruff check
	$(python) -m ruff format --check
	@mkdir -p build
# mypy runs beside the tests; what it said is printed after them. The tests are compiled once: each of five processes would do it
	$(python) -m mypy >build/mypy.txt 2>&1 & types=$$!; \
	$(python) -m pytest --collect-only --quiet >/dev/null; \
	$(programs) && $(python) -m pytest --numprocesses 5 --dist worksteal; tests=$$?; \
	wait $$types; types=$$?; cat build/mypy.txt; exit $$((tests || types))

.PHONY: soak
soak: .venv/.dev ## run the long tests: property tests on new examples, more pages in the browser, 100,000 requests, a large purge, 1,000 kills of the handler, an installation on a bare Debian
	$(programs) && VNU="$$(scripts/vnu)" && DEBIAN="$$(scripts/debian)" && export VNU DEBIAN && HYPOTHESIS_PROFILE=soak $(python) -m pytest --numprocesses 2 -m 'hypothesis or soak' \
		&& $(python) -m bench.contact.faults --kills 1000 --store both

.PHONY: bench
# bench.scale takes about twenty minutes with its 4,000 versions, and minutes with VERSIONS=200
bench: .venv/.bench ## run the benchmarks and write bench/RESULTS*.md; VERSIONS=200 for a smaller archive
	$(python) -m bench.redline
	$(python) -m bench.redline_quality
	$(python) -m bench.check
	$(python) -m bench.command_line
	CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && $(python) -m bench.first_visit
	CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && $(python) -m bench.search
	POSTGRESQL="$$(scripts/postgresql)" && export POSTGRESQL && $(python) -m bench.contact
	$(python) -m bench.scale $(if $(call given,VERSIONS),--versions '$(VERSIONS)')

.PHONY: profile
profile: .venv/.dev ## profile a build without a cache into build/profile.md; VERSIONS=200
	$(python) -m bench.scale --profile --versions '$(or $(call given,VERSIONS),200)'

.PHONY: format
format: .venv/.dev ## format the code and apply automatic fixes
	$(python) -m ruff check --fix
	$(python) -m ruff format

.PHONY: screenshots
screenshots: .venv/.dev ## make the guide's screenshots again, from the sample site
	CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && $(python) -m tests.demo.screenshots

.PHONY: release
release: .venv/.dev ## build wheel, sdist and SBOM of the newest commit into build/dist/
	$(python) scripts/release

.PHONY: audit
audit: .venv/.dev ## compare the pinned packages with the known weaknesses; needs the network
	$(python) -m uv tool run pip-audit==2.10.1 --disable-pip --require-hashes \
		$(foreach each,base contact serve preview cluster,--requirement requirements/$(each).txt)

.PHONY: newest
newest: .venv/.dev ## build the site with the newest releases of its dependencies, and with ProperDocs; needs the network
	scripts/newest

.PHONY: lock
lock: .venv/.dev ## write requirements/*.txt again from *.in; UPGRADE=1 also upgrades indirect dependencies
	$(compile) --output-file requirements/base.txt requirements/base.in requirements/build.in
	$(compile) --output-file requirements/contact.txt requirements/contact.in
	$(compile) --output-file requirements/serve.txt requirements/serve.in
	$(compile) --output-file requirements/preview.txt requirements/preview.in
	$(compile) --output-file requirements/cluster.txt requirements/cluster.in
	$(compile) --output-file requirements/dev.txt requirements/dev.in
	$(compile) --output-file requirements/bench.txt requirements/bench.in

.PHONY: clean
clean: ## delete everything that make has created
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
