# The images that the examples compile in, under Docker Hub's names: Go for three platforms, and Debian with C cross compilers.

readonly GO=1.24
readonly GO_PLATFORMS='amd64:linux/amd64 arm64:linux/arm64 armhf:linux/arm/v7'
readonly DEBIAN=trixie # of which both images are made: the first release with a Go as recent for 32-bit arm
readonly C_COMPILERS=gcc,gcc-x86-64-linux-gnu,gcc-aarch64-linux-gnu,gcc-arm-linux-gnueabihf

up_toolchains() {
  local recipe
  recipe=$(cat "$ASSETS"/{toolchains.sh,push.mjs} | sha256sum)
  pushed toolchains "$recipe" library/golang:$GO library/debian:$DEBIAN-slim || {
    local work go c
    work=$(mktemp -d "$BED/toolchains.XXXXXX")
    go_image "$work" &
    go=$!
    c_image "$work" &
    c=$!
    wait $go
    wait $c
    rm -rf "$work"
    echo "$recipe" >"$BED/run/toolchains.recipe"
  }
  echo "$REGISTRY/library/golang:$GO, $REGISTRY/library/debian:$DEBIAN-slim"
}

go_image() { # work-folder
  local pair arch source layers=()
  for pair in $GO_PLATFORMS; do
    arch=${pair%%:*} source=
    if [ "$arch" = "$(host_arch)" ]; then source=golang-$GO-src; fi
    # shellcheck disable=SC2086
    unpack $DEBIAN "$arch" "$1/go-$arch" golang-$GO-go busybox-static $source
  done
  go_library "$1"
  for pair in $GO_PLATFORMS; do
    go_layer "$1" "${pair%%:*}"
    layers+=("${pair#*:}=$1/go-library.tar+$1/go-${pair%%:*}.tar")
  done
  push library/golang:$GO '{"WorkingDir":"/go","Env":["PATH=/usr/local/go/bin:'${IMAGE_PATH#PATH=}'","GOPATH=/go","GOTOOLCHAIN=local"]}' "${layers[@]}"
}

# The standard library's sources, the same for all platforms, and what `fmt` needs of it compiled for each: under emulation
# that would take minutes. Go finds it by the compiler's version, not by the machine it was compiled on.
go_library() { # work-folder
  local tree=$1/go-$(host_arch) root=$1/library target
  mkdir -p "$root"/{go,root/.cache/go-build} "$root/usr/local/go"
  tar -C "$tree/usr/share/go-$GO" -c --exclude=./src/cmd --exclude=testdata --exclude='*_test.go' ./src ./pkg/include | tar -C "$root/usr/local/go" -x
  # 32-bit arm's own compiler takes GOARM to be 6, those of the others 7
  for target in GOARCH=amd64 GOARCH=arm64 'GOARCH=arm GOARM=6' 'GOARCH=arm GOARM=7'; do
    # shellcheck disable=SC2086
    env GOROOT="$tree/usr/lib/go-$GO" GOCACHE="$root/root/.cache/go-build" GOENV=off GOFLAGS= CGO_ENABLED=0 $target \
      "$tree/usr/lib/go-$GO/bin/go" build fmt >&2
  done
  layer "$root" "$1/go-library.tar"
}

go_layer() { # work-folder debian-architecture
  local tree=$1/go-$2/usr/lib/go-$GO root=$1/root-go-$2 tools
  tools=$(echo "$tree"/pkg/tool/linux_*)
  busybox_tree "$root" "$1/go-$2" "$1/go-$(host_arch)"
  mkdir -p "$root/usr/local/go/bin" "$root/usr/local/go/pkg/tool/${tools##*/}"
  cp "$tree"/{VERSION,go.env} "$root/usr/local/go/"
  cp "$tree/bin/go" "$root/usr/local/go/bin/"
  cp "$tools"/{asm,compile,link} "$root/usr/local/go/pkg/tool/${tools##*/}/"
  layer "$root" "$1/go-$2.tar"
}

# `apt-get update` finds no source and `apt-get install` of these compilers nothing to do, so that the Dockerfiles which
# install them run without a network. What C does not need is left out: compilers for link time, sanitizers.
c_image() { # work-folder
  local without=() path
  command -v mmdebstrap >/dev/null || install_packages mmdebstrap
  for path in /usr/share/{doc,man,locale}/\* \*/lto1 \*-lto-dump-\* \*/lib{asan,hwasan,lsan,tsan,ubsan}\* /usr/lib/\*/libgprofng\*; do
    without+=("--dpkgopt=path-exclude=$path")
  done
  mmdebstrap -q --variant=apt --include=$C_COMPILERS --aptopt='Apt::Install-Recommends "true"' "${without[@]}" \
    --customize-hook='rm -f "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/*' \
    $DEBIAN "$1/debian.tar" "$(debian_mirror)" >&2
  push library/debian:$DEBIAN-slim '{"Cmd":["bash"],"Env":["'$IMAGE_PATH'"]}' "$HOST_PLATFORM=$1/debian.tar"
}
