# The registry and the engines.

registry_up() { curl -sf --max-time 2 "http://127.0.0.1:5000/v2/" >/dev/null; }

in_registry() { # repository:tag
  curl -sf --max-time 2 -o /dev/null -I -H 'Accept: application/vnd.oci.image.index.v1+json' -H 'Accept: application/vnd.docker.distribution.manifest.list.v2+json' \
    "http://127.0.0.1:5000/v2/${1%:*}/manifests/${1##*:}"
}

up_registry() { # repository:tag
  curl -sf --max-time 2 -o /dev/null -I -H 'Accept: application/vnd.oci.image.index.v1+json' -H 'Accept: application/vnd.docker.distribution.manifest.list.v2+json' \
    "http://127.0.0.1:5000/v2/${1%:*}/manifests/${1##*:}"
}

await_registry() {
  local i
  for ((i = 0; i < 600; i++)); do
    if registry_up; then return 0; fi
    [ ! -e "$BED/run/registry.failed" ] || break
    sleep .1
  done
  fail 'the registry is not up'
}

up_registry() {
  # Debian's package of CNCF Distribution, unpacked without a system service. Tests start more registries from it.
  [ -x "$BED/registry-deb/usr/bin/docker-registry" ] || unpack $DEBIAN_SUITE "$(host_arch)" "$BED/registry-deb" docker-registry
  registry_up || {
    mkdir -p "$BED/registry/data"
    cat >"$BED/registry/config.yml" <<Y
version: 0.1
log: { level: warn }
storage:
  filesystem: { rootdirectory: $BED/registry/data }
  delete: { enabled: true }
http: { addr: "127.0.0.1:5000" }
Y
    spawn registry "$BED/registry-deb/usr/bin/docker-registry" serve "$BED/registry/config.yml"
    await 20 'the registry' registry_up
  }
  if alive registry; then echo "$REGISTRY"; else echo "$REGISTRY, already running"; fi
}

readonly OUR_BUILDX=$BED/engine-deb/usr/libexec/docker/cli-plugins/docker-buildx

engine_up() { docker version >/dev/null 2>&1; }

# Docker Engine comes from Debian unstable (Engine 28 or later; it works with Debian 12's libc), unpacked beside the system.
# runc comes from Debian 12, because unstable's needs a newer libc. Unstable changes, so no version can be pinned.
engine_packages() {
  local name runc system
  # two parts may need it at the same time, and only one fetches it
  exec 8>"$BED/run/engine-deb.lock"
  flock 8
  [ -e "$BED/engine-deb/.complete" ] || {
    unpack $DEBIAN_SUITE "$(host_arch)" "$BED/runc-deb" runc &
    runc=$!
    system_packages &
    system=$!
    unpack sid "$(host_arch)" "$BED/engine-deb" docker.io docker-buildx docker-cli containerd tini-static
    wait $runc
    wait $system
    mv "$BED/runc-deb/usr/sbin/runc" "$BED/engine-deb/usr/sbin/"
    rm -rf "$BED/runc-deb"
    for name in docker dockerd containerd runc; do
      "$name" --version >&2 || fail "Debian unstable's $name does not run on this system; install Docker with buildx and try again"
    done
    touch "$BED/engine-deb/.complete"
  }
  exec 8>&-
}

system_packages() {
  local missing=()
  command -v iptables >/dev/null || missing+=(iptables)
  command -v ip >/dev/null || missing+=(iproute2)
  [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
}

# A Docker Engine with its own containerd, data, sockets and pid files.
start_engine() { # name socket containerd-store(true|false) bridge dockerd-argument…
  local name=$1 socket=$2 store=$3 home=$BED/$1
  shift 3
  [ "$(id -u)" = 0 ] || fail 'needs root to start an engine'
  mkdir -p "$home"
  cat >"$home/containerd.toml" <<T
version = 3
root = "$home/containerd"
state = "$home/containerd-state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime", "io.containerd.nri.v1.nri", "io.containerd.internal.v1.opt"]
[grpc]
address = "$home/containerd.sock"
T
  # Docker Hub's names resolve through the registry of the bed, so that Dockerfiles and defaults run unchanged
  printf '{"features":{"containerd-snapshotter":%s},"registry-mirrors":["http://127.0.0.1:5000"]}\n' "$store" >"$home/daemon.json"
  alive "$name-containerd" || {
    rm -f "$home"/containerd.sock*
    spawn "$name-containerd" containerd --config "$home/containerd.toml" --log-level warn
    await 20 "containerd of $name" test -S "$home/containerd.sock"
  }
  # dockerd refuses to start if any process has the pid that a killed one left behind
  rm -f "$home/dockerd.pid"
  spawn "$name" dockerd --config-file "$home/daemon.json" -H "unix://$socket" --containerd "$home/containerd.sock" \
    --data-root "$home/data" --exec-root "$home/exec" --pidfile "$home/dockerd.pid" --log-level warn "$@"
  await 30 "the engine ($name)" docker -H "unix://$socket" version
}

up_engine() {
  engine_up || {
    engine_packages
    mountpoint -q /proc/sys/fs/binfmt_misc || {
      mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
      touch "$BED/run/binfmt_misc.mounted"
    }
    link_exists docker0 || touch "$BED/run/docker0.made"
    start_engine engine /var/run/docker.sock true
  }
  docker buildx version >/dev/null 2>&1 || {
    engine_packages
    mkdir -p ~/.docker/cli-plugins
    ln -sfn "$OUR_BUILDX" ~/.docker/cli-plugins/docker-buildx
  }
  local version buildx
  version=$(docker version --format '{{.Server.Version}}')
  buildx=$(docker buildx version)
  buildx=${buildx#* }
  if alive engine; then echo "$version, buildx ${buildx%% *}"; else echo "$version, already running, buildx ${buildx%% *}"; fi
}

readonly CLASSIC_BRIDGE=classic0

up_classic() {
  docker -H "$CLASSIC_HOST" version >/dev/null 2>&1 || {
    command -v dockerd >/dev/null || engine_packages
    # in parallel, both would create their firewall chains at the same moment
    await_part engine
    # its own bridge: with --bridge=none it would delete docker0, and every RUN in the first engine would fail
    link_exists $CLASSIC_BRIDGE || ip link add $CLASSIC_BRIDGE type bridge
    ip addr replace 10.254.253.1/24 dev $CLASSIC_BRIDGE
    ip link set $CLASSIC_BRIDGE up
    # containers there reach the machine but not other networks: the first engine's rules are left unchanged
    start_engine classic "${CLASSIC_HOST#unix://}" false --storage-driver overlay2 --bridge $CLASSIC_BRIDGE --iptables=false --ip6tables=false
  }
  docker -H "$CLASSIC_HOST" version --format "{{.Server.Version}} on $CLASSIC_HOST"
}

link_exists() { ip link show dev "$1" >/dev/null 2>&1; }

# Removes leftovers of stopped engines. Their firewall chains stay, because other programs may have added rules to them.
engine_undo() {
  local folder
  if link_exists $CLASSIC_BRIDGE; then ip link del $CLASSIC_BRIDGE; fi
  if [ -e "$BED/run/docker0.made" ] && link_exists docker0; then ip link del docker0; fi
  for folder in "$BED"/{engine,classic}/data; do
    if mountpoint -q "$folder"; then umount "$folder"; fi
  done
  if [ -e "$BED/run/binfmt_misc.mounted" ]; then umount /proc/sys/fs/binfmt_misc || :; fi
  rm -f "$BED"/run/{docker0.made,binfmt_misc.mounted}
  if [ "$(readlink ~/.docker/cli-plugins/docker-buildx)" = "$OUR_BUILDX" ]; then
    rm ~/.docker/cli-plugins/docker-buildx
  fi
}
