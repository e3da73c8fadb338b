# Everything from a fresh clone, on Debian 12 or Ubuntu 24.04 with Swift 6.3, git and make: `make demo` or `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

SYSTEM_PACKAGES := libcurl4-openssl-dev libsqlite3-dev libcmark-gfm-dev libcmark-gfm-extensions-dev pkg-config
RELEASE := -c release -Xswiftc -cross-module-optimization
BELFRY := .build/release/belfry
VENV := .build/acceptance-venv
TOOLS := .build/acceptance-tools

.PHONY: help deps test-deps build test demo run lint format docs package clean

help: ## Show what there is to make
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- What has to be there ---------------------------------------------------------------------------------------------

# Shell functions for the recipes below. `need PACKAGE…` installs what dpkg does not have.
define SHELL_KIT
say() { printf '==> %s\n' "$$*" >&2; }
as_root() {
	if [ "$$(id -u)" = 0 ]; then "$$@"
	elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then sudo "$$@"
	else return 77; fi
}
apt_install() { as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$$@"; }
has_package() { [ "$$(dpkg-query -W -f '$${db:Status-Status}' "$$1" 2>/dev/null)" = installed ]; }
need() {
	local missing=() package log status=0
	for package in "$$@"; do has_package "$$package" || missing+=("$$package"); done
	if [ "$${#missing[@]}" = 0 ]; then return 0; fi
	if ! as_root true; then
		say "These system packages are missing, and installing them takes root: $${missing[*]}"
		say "Ask for them, or run: apt-get install $${missing[*]}"
		return 1
	fi
	say "Installing system packages: $${missing[*]}"
	log=$$(mktemp)
	apt_install "$${missing[@]}" >"$$log" 2>&1 \
		|| { as_root apt-get update -qq >"$$log" 2>&1 && apt_install "$${missing[@]}" >"$$log" 2>&1; } \
		|| { status=1; tail -n 15 "$$log" >&2; say "The packages could not be installed."; }
	rm -f "$$log"
	return "$$status"
}
endef

deps: ## Install the system packages that are missing (Debian, Ubuntu)
	@$(SHELL_KIT)
	if ! command -v swift >/dev/null; then
		say "Swift 6.3 is needed; see https://www.swift.org/install/linux/"
		exit 1
	fi
	if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
		need $(SYSTEM_PACKAGES)
	elif ! pkg-config --exists libcurl sqlite3 libcmark-gfm; then
		say "This is neither Debian nor Ubuntu: install the development files of libcurl, SQLite and cmark-gfm"
		say "(with its extensions) by your system's own means, and pkg-config."
		exit 1
	fi

test-deps: deps $(VENV)/ready $(TOOLS)/smtp-sink ## Install what the tests need besides: two Python packages, smtp-sink

# Independent receivers for the acceptance tests, kept inside .build.
$(VENV)/ready: Tests/Acceptance/requirements.txt
	@$(SHELL_KIT)
	if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
		if command -v apt-get >/dev/null; then need python3 python3-venv
		else say "Python 3 with its venv module is needed for the acceptance tests."; exit 1; fi
	fi
	say "Setting up the acceptance tests' receivers in $(VENV)"
	rm -rf $(VENV)
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

# Postfix's test server. Where it is not installed its package is unpacked, never installed: that would set up a mail
# server on this machine, and remove the one that is there. Without it, the tests that use it are skipped.
$(TOOLS)/smtp-sink:
	@$(SHELL_KIT)
	mkdir -p $(TOOLS)
	cd $(TOOLS)
	fetch() { rm -f ./*.deb; apt-get download -qq -o APT::Sandbox::User=root postfix >/dev/null 2>&1; }
	if program=$$(PATH="$$PATH:/usr/sbin" command -v smtp-sink); then
		printf '#!/bin/sh\nexec "%s" "$$@"\n' "$$program" >smtp-sink.new
	elif command -v apt-get >/dev/null && { fetch || { as_root apt-get update -qq && fetch; }; }; then
		say "Unpacking Postfix's smtp-sink into $(TOOLS)"
		rm -rf postfix
		dpkg-deb -x postfix_*.deb postfix
		if LD_LIBRARY_PATH=postfix/usr/lib/postfix ldd postfix/usr/sbin/smtp-sink | grep -q 'not found'; then
			need $$(dpkg-deb -f postfix_*.deb Depends | tr ',' '\n' | awk '$$1 ~ /^lib/ { print $$1 }')
		fi
		rm -f ./*.deb
		{
			echo '#!/bin/sh'
			echo 'here=$$(cd "$$(dirname "$$0")" && pwd)'
			echo 'export LD_LIBRARY_PATH="$$here/postfix/usr/lib/postfix"'
			echo 'exec "$$here/postfix/usr/sbin/smtp-sink" "$$@"'
		} >smtp-sink.new
	else
		say "Postfix's smtp-sink cannot be had here; the tests that use it are skipped."
		exit 0
	fi
	chmod +x smtp-sink.new
	mv smtp-sink.new smtp-sink

# --- Building, running, testing ---------------------------------------------------------------------------------------

build: deps ## Build the program (release): .build/release/belfry
	@$(SHELL_KIT)
	if [ ! -x $(BELFRY) ]; then
		say "Building Belfry (release). The first build takes 4 to 7 minutes on two cores, later ones seconds."
	fi
	swift build $(RELEASE) --product belfry

test: test-deps ## Build everything and run all tests
	@$(SHELL_KIT)
	if [ ! -x .build/debug/belfry ]; then
		say "Building Belfry and its tests (debug), then running them. The first time takes 5 to 10 minutes on two cores."
	fi
	swift build --product belfry
	# One test at a time: they talk to real servers with real time-outs, which a crowd on two cores would starve.
	swift test --no-parallel

demo: build ## Play an incident through every channel and show what arrives (DEMO_ONCE=1 ends by itself)
	@$(BELFRY) demo

run: build ## Run the hub with Config/belfry.yaml
	@$(SHELL_KIT)
	if [ -z "$${BELFRY_BOOTSTRAP_TOKEN:-}" ]; then
		export BELFRY_BOOTSTRAP_TOKEN="blf_$$(head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n')"
		say "An admin token for this run: export BELFRY_TOKEN=$$BELFRY_BOOTSTRAP_TOKEN"
	fi
	if [ -z "$${HOOK_SECRET:-}" ]; then
		export HOOK_SECRET="whsec_$$(head -c 32 /dev/urandom | base64 -w 0)"
		say "A secret for the example webhook, for this run: $$HOOK_SECRET"
	fi
	exec $(BELFRY) serve --config Config/belfry.yaml

# --- Keeping it tidy, handing it on -----------------------------------------------------------------------------------

SWIFT_FILES := Sources Plugins Tests Package.swift

lint: ## Check the format of every Swift file
	@swift format lint --strict --parallel --recursive --configuration .swift-format $(SWIFT_FILES)

format: ## Bring every Swift file into format
	@swift format format --in-place --parallel --recursive --configuration .swift-format $(SWIFT_FILES)

docs: deps ## Write the adapter author's reference as a web site: docs-output/
	@$(SHELL_KIT)
	graphs=.build/docs/graphs
	rm -rf docs-output
	mkdir -p "$$graphs" .build/docs/kit
	say "Building the kit's symbol graphs"
	for module in ChannelKit ChannelKitTesting; do
		swift build --scratch-path .build/docs --target "$$module" \
			-Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$$graphs"
	done
	cp "$$graphs"/{Announcement,ChannelKit,ChannelKitTesting}.symbols.json .build/docs/kit/
	docc=$$(command -v docc || echo "$$(dirname "$$(readlink -f "$$(command -v swift)")")/docc")
	"$$docc" convert --additional-symbol-graph-dir .build/docs/kit --output-path docs-output \
		--fallback-display-name Belfry --fallback-bundle-identifier belfry.kit \
		--transform-for-static-hosting --diagnostic-level error
	say "Written to docs-output; any web server can serve it."

package: deps ## Pack the program with its configuration and templates: .build/package/belfry-….tar.gz
	@$(SHELL_KIT)
	# Its own scratch path: the Swift libraries are linked in, so that the machine it runs on needs no toolchain.
	scratch=.build/package
	say "Building Belfry for packing. This takes as long as a first build."
	swift build $(RELEASE) --static-swift-stdlib --scratch-path "$$scratch" --product belfry
	name="belfry-$$("$$scratch/release/belfry" --version)-linux-$$(uname -m)"
	rm -rf "$$scratch/$$name"
	mkdir -p "$$scratch/$$name"
	cp -R Config Templates LICENSE README.md CHANGELOG.md "$$scratch/$$name/"
	strip -o "$$scratch/$$name/belfry" "$$scratch/release/belfry"
	tar --create --gzip --sort=name --owner=0 --group=0 --numeric-owner \
		--file "$$scratch/$$name.tar.gz" --directory "$$scratch" "$$name"
	say "$$scratch/$$name.tar.gz. It needs libcurl 4, SQLite 3 and cmark-gfm with its extensions where it runs."

clean: ## Remove everything that was built; data/ stays
	@rm -rf .build docs-output
