# Functions for the machine: packages, and processes that outlive the script.

fail() {
  echo "testbed: $*" >&2
  exit 1
}

await() { # seconds what command…
  local seconds=$1 what=$2 i
  shift 2
  for ((i = 0; i < seconds * 10; i++)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep .1
  done
  fail "$what: not within $seconds s; see $BED/log"
}

# Starts a process that outlives the script, with its pid in run/NAME.pid and its output in log/NAME.log.
# Its command line must contain $BED/<first word of NAME>/, by which `alive` recognises it.
spawn() { # name command…
  local name=$1
  shift
  # starts in the root folder: the current one may be deleted later, and subprocesses inherit it
  (cd / && exec setsid nohup "$@") >"$BED/log/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$BED/run/$name.pid"
}

# A pid is not enough: after a crash or a reboot another process may have it.
alive() { # name
  [ -s "$BED/run/$1.pid" ] && grep -qsaF "$BED/${1%%-*}/" "/proc/$(<"$BED/run/$1.pid")/cmdline"
}

end() { # name
  local i pid
  if alive "$1"; then
    pid=$(<"$BED/run/$1.pid")
    kill "$pid"
    for ((i = 0; i < 300; i++)); do
      alive "$1" || break
      sleep .1
    done
    if alive "$1"; then kill -9 "$pid"; fi
    echo "ended $1 ($pid)" >&2
  fi
  rm -f "$BED/run/$1.pid"
}

install_packages() { # package… (of the system, for what cannot run from a folder of its own)
  local root=()
  [ "$(id -u)" = 0 ] || root=(sudo -n)
  flock "$BED/run/apt.lock" "${root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c 'apt-get install -yq --no-install-recommends "$@" || { apt-get update -q && apt-get install -yq --no-install-recommends "$@"; }' sh "$@" >&2 9>&-
}

readonly DEBIAN_SUITE=bookworm # what of it is used runs on newer systems, Ubuntu's too
readonly DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

debian_mirror() { # the machine's own, or on another system than Debian DEBIAN_MIRROR, which ends in /debian/
  local uri
  command -v apt-get >/dev/null || fail 'needs Debian: no apt-get here; install Docker with buildx instead'
  uri=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT)' 'Created-By: Packages' | awk '$2 == "main" && $1 ~ /\/debian\/$/ { print $1; exit }')
  uri=${uri:-${DEBIAN_MIRROR:-}}
  [ -n "$uri" ] || fail 'no mirror of Debian in the settings of apt; name one in DEBIAN_MIRROR'
  echo "$uri"
}

# Unpacks Debian packages into a folder, beside the system's own. Lists and downloads are separate from the system's too, so
# that several calls run in parallel and another suite or architecture leaves no trace. Only the main suite is used for a
# foreign architecture: its security suite can be half synchronised, and then apt rejects all suites.
unpack() { # suite architecture folder package…
  local suite=$1 arch=$2 folder=$3 apt=$BED/apt/$1-$2 work deb
  shift 3
  [ -e $DEBIAN_KEYRING ] || install_packages debian-archive-keyring
  mkdir -p "$apt"/{lists,cache/archives}/partial
  echo "deb [signed-by=$DEBIAN_KEYRING] $(debian_mirror) $suite main" >"$apt/sources.list"
  local o=(-q -o "APT::Architecture=$arch" -o "APT::Architectures=$arch" -o APT::Sandbox::User=root -o Acquire::Retries=3
    -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
    -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$apt/lists" -o Dir::State::Status=/dev/null
    -o "Dir::Cache=$apt/cache")
  # lists of the last hour are reused
  flock "$apt/lock" sh -c '[ -n "$(find "$0/updated" -mmin -60 2>/dev/null)" ] || { apt-get "$@" update && touch "$0/updated"; }' "$apt" "${o[@]}" >&2
  work=$(mktemp -d "$apt/XXXXXX")
  (cd "$work" && apt-get "${o[@]}" download "$@" >&2)
  rm -rf "$folder"
  for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/tree"; done
  mkdir -p "${folder%/*}"
  mv "$work/tree" "$folder"
  rm -rf "$work"
}

host_arch() { dpkg --print-architecture; }
