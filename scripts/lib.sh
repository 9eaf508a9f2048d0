# Shared by the scripts: the toolchain, the system packages, the folder they stand in.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

heading() { printf '\n== %s\n' "$1"; }

require_swift() {
  command -v swift >/dev/null 2>&1 && return
  echo "Retrial needs a Swift 6.3 toolchain: see https://www.swift.org/install/" >&2
  exit 2
}

# Installs the libraries that the build links, when they are missing.
require_packages() {
  local missing=()
  [ -e /usr/include/sqlite3.h ] || missing+=(libsqlite3-dev)
  [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
  [ -e /usr/include/openssl/sha.h ] || missing+=(libssl-dev)
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "please install the development files of SQLite, zlib and OpenSSL (${missing[*]})" >&2
    exit 2
  fi
  echo "installing ${missing[*]}"
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "${missing[@]}"
}

# Builds a product in release, with Swift's own libraries within it, and sets `bin` to its path; one that `scripts/check` has
# built is only looked up.
build_release() {
  if [ -n "${RETRIAL_BUILT:-}" ]; then
    bin="$RETRIAL_BUILT/$1"
    return
  fi
  swift build -c release --static-swift-stdlib --product "$1"
  bin="$(swift build -c release --show-bin-path)/$1"
}
