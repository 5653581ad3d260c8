# The two commands of the README, and a thin front to Meson.  `make help` lists the targets.
#
# PACKAGES is what a bare Debian 12 needs; whatever of it is missing is installed before the build.
PACKAGES = gcc libc6-dev make meson ninja-build pkg-config libsundials-dev libsuitesparse-dev zlib1g-dev libtiff-dev libmpfr-dev

BUILD   ?= build
PREFIX  ?= /usr/local
MISSION ?= missions/iss-6-months-ared.ant
JOBS    ?= $(shell nproc 2>/dev/null || echo 2)

MESON_ASAN = --buildtype=debugoptimized -Doptimization=1 -Db_sanitize=address,undefined \
             -Db_lundef=false -Dc_args=-fno-sanitize-recover=undefined

all: $(BUILD)/build.ninja
	ninja -C $(BUILD) -j$(JOBS)

packages:
	@sh tool/packages $(PACKAGES)

$(BUILD)/build.ninja: | packages
	meson setup --prefix=$(PREFIX) $(BUILD)

build-asan/build.ninja: | packages
	meson setup $(MESON_ASAN) build-asan

demo: $(BUILD)/build.ninja
	ninja -C $(BUILD) -j$(JOBS) antaeus
	$(BUILD)/antaeus fly $(MISSION) --out $(BUILD)/demo
	@echo "The report: $(BUILD)/demo/report.html"

check: all
	@sh tool/check $(BUILD) $(JOBS)

check-asan: build-asan/build.ninja
	ninja -C build-asan -j$(JOBS)
	@sh tool/check build-asan $(JOBS)

bench: all
	meson test -C $(BUILD) --no-rebuild --benchmark --verbose

install: all
	DESTDIR="$(DESTDIR)" meson install -C $(BUILD) --no-rebuild

clean:
	rm -rf $(BUILD) build-asan

help:
	@echo "make            build $(BUILD)/antaeus"
	@echo "make demo       fly $(MISSION) and say where the report is"
	@echo "make check      build and run every test"
	@echo "make check-asan the same under the address and undefined-behaviour sanitizers"
	@echo "make bench      the measured figures"
	@echo "make install    install under PREFIX=$(PREFIX), with DESTDIR= where given"

.PHONY: all packages demo check check-asan bench install clean help
