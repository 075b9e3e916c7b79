# The images, put into the registry without an engine: nothing is built, so nothing is emulated.

readonly HOST_PLATFORM=linux/$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')
readonly IMAGE_PATH=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
readonly BASE_PLATFORMS='amd64:linux/amd64 arm64:linux/arm64 armhf:linux/arm/v7 s390x:linux/s390x ppc64el:linux/ppc64le riscv64:linux/riscv64'

up_images() {
  local recipe
  recipe=$(cat "$ASSETS"/{images.sh,binfmt,push.mjs} | sha256sum)
  pushed images "$recipe" library/busybox:latest tonistiigi/binfmt:latest || {
    local work emulators bases
    work=$(mktemp -d "$BED/images.XXXXXX")
    binfmt_image "$work" &
    emulators=$!
    busybox_image "$work" &
    bases=$!
    wait $emulators
    wait $bases
    rm -rf "$work"
    echo "$recipe" >"$BED/run/images.recipe"
  }
  echo "$REGISTRY/library/busybox, $REGISTRY/tonistiigi/binfmt"
}

# Whether the registry has the images of a recipe. Only if that recipe was ever pushed is the registry waited for.
pushed() { # name recipe repository:tag…
  local image
  [ "$2" = "$(cat "$BED/run/$1.recipe" 2>/dev/null)" ] || return 1
  await_part registry
  for image in "${@:3}"; do in_registry "$image" || return 1; done
}

push() { # repository:tag config-json platform=layer.tar[+layer.tar…]…
  await_part registry
  node "$ASSETS/push.mjs" "http://127.0.0.1:5000" "$@" >&2
}

layer() { # folder file.tar
  tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$2" .
}

# QEMU as Debian has it, behind the command line of tonistiigi/binfmt
binfmt_image() { # work-folder
  local root=$1/binfmt name
  unpack $DEBIAN_SUITE "$(host_arch)" "$1/qemu" qemu-user-static busybox-static
  mkdir -p "$root"/{bin,usr/bin,etc/binfmt}
  cp "$1/qemu/bin/busybox" "$root/bin/"
  install -m 755 "$ASSETS/binfmt" "$root/usr/bin/binfmt"
  for name in x86_64 aarch64 arm s390x ppc64le riscv64; do
    # there is no emulator of the machine's own architecture
    [ -e "$1/qemu/usr/lib/binfmt.d/qemu-$name.conf" ] || continue
    cp "$1/qemu/usr/bin/qemu-$name-static" "$root/usr/bin/"
    cp "$1/qemu/usr/lib/binfmt.d/qemu-$name.conf" "$root/etc/binfmt/"
  done
  layer "$root" "$1/binfmt.tar"
  push tonistiigi/binfmt:latest '{"Entrypoint":["/usr/bin/binfmt"],"Env":["'$IMAGE_PATH'"]}' "$HOST_PLATFORM=$1/binfmt.tar"
}

busybox_image() { # work-folder
  local pair arch suite jobs=() layers=()
  for pair in $BASE_PLATFORMS; do
    arch=${pair%%:*} suite=bookworm
    if [ $arch = riscv64 ]; then suite=trixie; fi # the first release with that architecture
    unpack $suite $arch "$1/deb-$arch" busybox-static &
    jobs+=($!)
  done
  for pair in "${jobs[@]}"; do wait "$pair"; done
  for pair in $BASE_PLATFORMS; do
    arch=${pair%%:*}
    busybox_layer "$1" $arch
    layers+=("${pair#*:}=$1/busybox-$arch.tar")
  done
  push library/busybox:latest '{"Cmd":["sh"],"Env":["'$IMAGE_PATH'"]}' "${layers[@]}"
}

busybox_layer() { # work-folder debian-architecture
  busybox_tree "$1/root-$2" "$1/deb-$2" "$1/deb-$(host_arch)"
  layer "$1/root-$2" "$1/busybox-$2.tar"
}

busybox_tree() { # root unpacked-package unpacked-package-of-this-machine
  local root=$1 applet own
  mkdir -p "$root"/{bin,dev,etc,home,proc,root,sys,tmp,usr/bin,usr/sbin,usr/local/bin,var}
  chmod 1777 "$root/tmp"
  find "$2" -name busybox -type f -perm -100 -exec cp {} "$root/bin/" \;
  own=$(find "$3" -name busybox -type f -perm -100)
  # the machine's own tells the applets of all: foreign ones need not run
  for applet in $("$own" --list); do
    [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
  done
  ln -s /bin/env "$root/usr/bin/env"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
}

readonly BUILDKIT=v0.33.1 # v0.34 has a dependency that cannot be had

up_buildkit() {
  pushed buildkit $BUILDKIT moby/buildkit:buildx-stable-1 || {
    local work system
    work=$(mktemp -d "$BED/buildkit.XXXXXX")
    buildkit_system "$work" &
    system=$!
    buildkit_binaries "$work"
    wait $system
    push moby/buildkit:buildx-stable-1 '{"Entrypoint":["buildkitd"],"Volumes":{"/var/lib/buildkit":{}},"Env":["'$IMAGE_PATH'"]}' \
      "$HOST_PLATFORM=$work/system.tar+$work/binaries.tar"
    rm -rf "$work"
    echo $BUILDKIT >"$BED/run/buildkit.recipe"
  }
  echo "$REGISTRY/moby/buildkit:buildx-stable-1 ($BUILDKIT)"
}

# Its go.mod has exclude directives, so that `go install` refuses it; a module which names it as a tool does not.
buildkit_binaries() { # work-folder
  mkdir -p "$1/go" "$1/binaries/usr/bin"
  cd "$1/go"
  export CGO_ENABLED=0 GOFLAGS=-mod=mod
  go mod init testbed
  go get -tool github.com/moby/buildkit/cmd/buildkitd@$BUILDKIT github.com/moby/buildkit/cmd/buildctl@$BUILDKIT
  go build -trimpath -ldflags "-s -w -X github.com/moby/buildkit/version.Version=$BUILDKIT" -o "$1/binaries/usr/bin/" \
    github.com/moby/buildkit/cmd/buildkitd github.com/moby/buildkit/cmd/buildctl
  layer "$1/binaries" "$1/binaries.tar"
} >&2

buildkit_system() { # work-folder
  command -v mmdebstrap >/dev/null || install_packages mmdebstrap
  mmdebstrap -q --variant=essential --include=runc,git,ca-certificates,iptables,openssh-client \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    bookworm "$1/system.tar" "$(debian_mirror)" >&2
}
