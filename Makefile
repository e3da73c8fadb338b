# Everything from a fresh clone, on Debian 12 or Ubuntu 24.04 with Swift 6.3, git and make: `make demo` or `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

SYSTEM_PACKAGES := libcurl4-openssl-dev libsqlite3-dev libcmark-gfm-dev libcmark-gfm-extensions-dev zlib1g-dev pkg-config
RELEASE := -c release -Xswiftc -cross-module-optimization
BELFRY := .build/release/belfry
VENV := .build/acceptance-venv
TOOLS := .build/acceptance-tools
BENCH_VENV := .build/bench-venv
BENCH_TOOLS := .build/bench-tools
# What `make bench` measures: which measures (all), how much (small or full), and how often.
MEASURES :=
SCALE := small
RUNS := 3
# How many seeds `make crash-test` plays; how long and how much `make soak` does.
SEEDS := 300
MINUTES := 15
RATE := 300
FAST_RATE := 12000

.PHONY: help deps test-deps bench-deps build test demo run bench crash-test soak soak-fast lint format docs package clean

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
# `unpack PACKAGE PROGRAM` lays a package's files into a folder of its name here, and installs the libraries that the
# program in it links to. The package itself is not installed: that would set up a server on this machine, or remove the
# one that is there.
unpack() {
	local package=$$1 program=$$1/$$2
	download() { rm -f "$$package"_*.deb; apt-get download -qq -o APT::Sandbox::User=root "$$package" >/dev/null 2>&1; }
	command -v apt-get >/dev/null || return 1
	download || { as_root apt-get update -qq >/dev/null 2>&1 && download; } || return 1
	rm -rf "$$package"
	dpkg-deb -x "$$package"_*.deb "$$package"
	if ldd "$$program" 2>/dev/null | grep -q 'not found'; then
		need $$(dpkg-deb -f "$$package"_*.deb Depends | tr ',' '\n' | awk '$$1 ~ /^lib/ { print $$1 }')
	fi
	rm -f "$$package"_*.deb
}
# `make_venv FOLDER REQUIREMENTS` makes a virtual environment with what the file pins.
make_venv() {
	if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
		command -v apt-get >/dev/null || { say "Python 3 with its venv module is needed."; return 1; }
		need python3 python3-venv
	fi
	rm -rf "$$1"
	python3 -m venv "$$1"
	"$$1"/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$$2"
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
	elif ! pkg-config --exists libcurl sqlite3 libcmark-gfm zlib; then
		say "This is neither Debian nor Ubuntu: install the development files of libcurl, SQLite, zlib and cmark-gfm"
		say "(with its extensions) by your system's own means, and pkg-config."
		exit 1
	fi

test-deps: deps $(VENV)/ready $(TOOLS)/smtp-sink $(TOOLS)/nginx $(TOOLS)/browser ## Install what the tests need besides: Python packages, smtp-sink, nginx, Chromium

# Independent receivers for the acceptance tests, kept inside .build.
$(VENV)/ready: Tests/Acceptance/requirements.txt Tests/Acceptance/Support/browser_requirements.txt
	@$(SHELL_KIT)
	say "Setting up the acceptance tests' receivers in $(VENV)"
	make_venv $(VENV) $<
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--requirement Tests/Acceptance/Support/browser_requirements.txt
	touch $@

# The browser that the tests drive: Debian's. Without it, the tests that use it are skipped.
$(TOOLS)/browser:
	@$(SHELL_KIT)
	mkdir -p $(TOOLS)
	if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
		need chromium chromium-driver \
			|| { say "Chromium and its driver cannot be had here; the tests that use a browser are skipped."; exit 0; }
	fi
	touch $@

# Postfix and its test server: what is installed, else what is in Debian's package. Without it, the tests that use it are
# skipped. What needs most libraries of it is smtpd.
$(TOOLS)/smtp-sink:
	@$(SHELL_KIT)
	mkdir -p $(TOOLS)
	cd $(TOOLS)
	if program=$$(PATH="$$PATH:/usr/sbin" command -v smtp-sink); then
		printf '#!/bin/sh\nexec "%s" "$$@"\n' "$$program" >smtp-sink.new
	elif say "Unpacking Postfix's smtp-sink into $(TOOLS)"
		LD_LIBRARY_PATH="$$PWD/postfix/usr/lib/postfix" unpack postfix usr/lib/postfix/sbin/smtpd; then
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

# Debian's nginx: the one that is installed, else the one in the package. Without it, the tests that use it are skipped.
$(TOOLS)/nginx:
	@$(SHELL_KIT)
	mkdir -p $(TOOLS)
	cd $(TOOLS)
	if program=$$(PATH="$$PATH:/usr/sbin" command -v nginx); then ln -sf "$$program" nginx
	elif say "Unpacking nginx into $(TOOLS)"; unpack nginx usr/sbin/nginx; then
		mv nginx nginx-files
		ln -s nginx-files/usr/sbin/nginx nginx
	else say "nginx cannot be had here; the tests that use it are skipped, and what is measured against it is left out."; fi

bench-deps: deps $(TOOLS)/smtp-sink $(TOOLS)/nginx ## Bring what the benchmark measures against: nginx, Alertmanager, Apprise, smtp-source
	@$(SHELL_KIT)
	mkdir -p $(BENCH_TOOLS)
	if [ -e $(TOOLS)/smtp-sink ]; then sed 's/smtp-sink/smtp-source/' $(TOOLS)/smtp-sink >$(TOOLS)/smtp-source; fi
	if [ -e $(TOOLS)/smtp-source ]; then chmod +x $(TOOLS)/smtp-source; fi
	if [ ! -e $(BENCH_VENV)/ready ] || [ Tests/Bench/requirements.txt -nt $(BENCH_VENV)/ready ]; then
		say "Setting up Apprise in $(BENCH_VENV)"
		if make_venv $(BENCH_VENV) Tests/Bench/requirements.txt; then touch $(BENCH_VENV)/ready
		else say "Apprise cannot be had here; it is left out."; fi
	fi
	cd $(BENCH_TOOLS)
	if ! command -v prometheus-alertmanager >/dev/null && [ ! -e prometheus-alertmanager ]; then
		say "Unpacking Alertmanager into $(BENCH_TOOLS)"
		if unpack prometheus-alertmanager usr/bin/prometheus-alertmanager; then
			mv prometheus-alertmanager alertmanager
			# It insists on its template below /usr/share: there it is, for this one process.
			cat >prometheus-alertmanager <<-'END'
				#!/bin/sh
				here=$$(cd "$$(dirname "$$0")" && pwd -P)
				rights=--mount
				if [ "$$(id -u)" != 0 ]; then rights="$$rights --map-root-user"; fi
				exec unshare $$rights sh -ec '
				mount -t overlay overlay -o "lowerdir=$$0/alertmanager/usr/share:/usr/share" /usr/share
				exec "$$0/alertmanager/usr/bin/prometheus-alertmanager" "$$@"
				' "$$here" "$$@"
			END
			chmod +x prometheus-alertmanager
		else say "Alertmanager cannot be had here; it is left out."; fi
	fi

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
	if [ -t 1 ]; then exec swift test --no-parallel; fi
	# Where nobody watches, red lines among tens of thousands are found by nobody: once more, and the summary last.
	swift test --no-parallel 2>&1 | tee .build/test.log || {
		say "What failed, out of .build/test.log:"
		grep -a -A 3 --no-group-separator -E '^✘ .* recorded an issue|error: ' .build/test.log | grep -a -v '^[◇✔]' || true
		grep -a -E '^✘ Test run' .build/test.log || true
		exit 1
	}

crash-test: test-deps ## Kill the hub at hundreds of random points, and in every write (SEEDS=300, or a range: 301-600)
	@$(SHELL_KIT)
	swift build --product belfry
	say "Every failing seed says how to play it again. This takes about 10 seconds for each seed."
	BELFRY_CRASH_SEEDS=$(SEEDS) swift test --no-parallel --filter 'CrashSeeds|DiskCrashes'

soak: build ## Run the hub under load for a while, with random faults around it (MINUTES=15, RATE=300 deliveries a second)
	@PYTHONDONTWRITEBYTECODE=1 python3 Tests/Acceptance/Support/soak.py --binary "$(BELFRY)" --templates "$(CURDIR)/Templates" \
		--minutes $(MINUTES) --rate $(RATE)

soak-fast: build bench-deps ## The same at speed, against nginx: webhooks alone (MINUTES=15, FAST_RATE=12000)
	@PYTHONDONTWRITEBYTECODE=1 PATH="$(CURDIR)/$(BENCH_TOOLS):$$PATH:/usr/sbin" python3 Tests/Acceptance/Support/soak_fast.py \
		--binary "$(BELFRY)" --templates "$(CURDIR)/Templates" --minutes $(MINUTES) --rate $(FAST_RATE)

demo: build ## Play an incident through every channel and show what arrives (DEMO_ONCE=1 ends by itself)
	@$(BELFRY) demo

bench: build bench-deps ## Measure against this machine's raw limits (MEASURES="webhook mail" SCALE=full RUNS=3)
	@mkdir -p .build/bench
	$(BELFRY) bench $(MEASURES) --scale $(SCALE) --runs $(RUNS) --output .build/bench/report.json

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
