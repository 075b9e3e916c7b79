# Programs: Node from npm, zizmor from PyPI, the others from their Go modules, all pinned.

readonly NODE=24.21.0
readonly NODE_HASH_X64=de750bb336795f47dc898a46d2de93add029273027f3e16520d3fa3a2317ed5f07aefa404cf37ddfa5352e545e389ae22d16b87bcc84a900580a72f23cd02ced
readonly NODE_HASH_ARM64=1692513c4cf63afbd32df8c83a5346158f492cf30a825e66f9de2819804b836e242759a6bcdd5997f1cf2601781c3689e752127afd65d5c459fc333e91e5d6e6

up_node() {
  [ "$("$BED/node24/bin/node" --version 2>/dev/null)" = v$NODE ] || {
    local work hash=$NODE_HASH_X64 arch=x64
    if [ "$(uname -m)" = aarch64 ]; then hash=$NODE_HASH_ARM64 arch=arm64; fi
    work=$(mktemp -d "$BED/node.XXXXXX")
    npm pack --silent --pack-destination "$work" node-linux-$arch@$NODE >&2
    sha512sum --check --status <<<"$hash  $(echo "$work"/*.tgz)" || fail "node-linux-$arch@$NODE does not have the pinned hash"
    tar -C "$work" -xzf "$work"/*.tgz
    rm -rf "$BED/node24"
    mv "$work/package" "$BED/node24"
    rm -rf "$work"
  }
  "$BED/node24/bin/node" --version
}

go_program() { # module/path@version
  local name=${1%@*} version=${1##*@}
  name=${name##*/}
  [ -x "$BED/programs/$name@$version/$name" ] || {
    command -v go >/dev/null || fail "needs Go to build $name"
    GOBIN=$BED/programs/$name@$version CGO_ENABLED=0 GOFLAGS= go install -trimpath -ldflags='-s -w' "$1" >&2
  }
  ln -sfn "../programs/$name@$version/$name" "$BED/bin/$name"
  echo "$version"
}

# Built from script/testbed.d/dockerfile, whose go.mod pins BuildKit.
up_converter() {
  local folder=$ASSETS/dockerfile recipe version
  recipe=$(cat "$folder"/{main.go,go.mod,go.sum} | sha256sum | cut -c1-12)
  version=$(sed -n 's|^\tgithub.com/moby/buildkit ||p' "$folder/go.mod")
  [ -x "$BED/programs/dockerfile2llb@$recipe/dockerfile2llb" ] || {
    command -v go >/dev/null || fail 'needs Go to build dockerfile2llb'
    GOFLAGS=-mod=readonly CGO_ENABLED=0 go build -C "$folder" -trimpath -ldflags='-s -w' \
      -o "$BED/programs/dockerfile2llb@$recipe/" . >&2
  }
  ln -sfn "../programs/dockerfile2llb@$recipe/dockerfile2llb" "$BED/bin/dockerfile2llb"
  echo "BuildKit $version"
}

readonly ZIZMOR=1.32.0
readonly ZIZMOR_HASHES='--hash=sha256:84a6acb975accc13408786a2bd274b572537ca19c933ebbc13e78f3988562071 --hash=sha256:0cdd38fca6eb34ceb567548548d706332e3535ea66894b9168c048e03207b68c'

up_zizmor() {
  local folder=$BED/programs/zizmor@$ZIZMOR
  [ -x "$folder/bin/zizmor" ] || {
    python3 -m pip --version >/dev/null 2>&1 || install_packages python3-pip
    rm -rf "$folder"
    python3 -m pip install --quiet --root-user-action=ignore --disable-pip-version-check --require-hashes --no-deps \
      --only-binary=:all: --target "$folder" -r <(echo "zizmor==$ZIZMOR $ZIZMOR_HASHES") >&2
  }
  ln -sfn "../programs/zizmor@$ZIZMOR/bin/zizmor" "$BED/bin/zizmor"
  echo $ZIZMOR
}

up_act() { go_program github.com/nektos/act@v0.2.89; }
up_actionlint() { go_program github.com/rhysd/actionlint/cmd/actionlint@v1.7.12; }
up_crane() { go_program github.com/google/go-containerregistry/cmd/crane@v0.22.1; }
