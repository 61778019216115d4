# Sourced by deploy/tessera and deploy/test: finds and installs what a fresh Debian 12 lacks, and builds.
# Says everything on stderr. Every function returns 0, or another number after one line that says what to do.

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
output=$root/.artifacts/tessera/bin # by project name
state=$root/.artifacts/deploy       # logs, the lock, and the stamp of the last build
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# What each Debian package is for. Dependencies come with them.
packages=(
  "cmake|configures the native parts"
  "make|builds them"
  "g++|compiles them"
  "libtorch-dev|tensors and training (libtorch 1.13)"
  "libopenblas0-pthread|fast linear algebra inside libtorch"
)

# What the tests need besides: the servers of a cluster, which they start for themselves.
test_packages=(
  "postgresql|the job store of tested clusters"
  "rabbitmq-server|their control messages"
)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "error: $*"
  return 1
}

# quietly NAME COMMAND...: runs it with its output in NAME.log, whose end is shown if it fails. Closes the lock, which a daemon would keep.
quietly() {
  local name=$1 log=$state/$1.log
  shift
  if ! "$@" >"$log" 2>&1 </dev/null 9<&-; then
    tail -n 60 "$log" | awk '!seen[$0]++' >&2 # msbuild says its errors twice
    fail "$name failed; all of its output is in $log"
  fi
}

# Takes the lock: --shared while a build is used, --exclusive while one is made, so that neither disturbs the other.
lock() {
  flock --nonblock "$1" 9 && return
  say "Waiting for another tessera command of this folder..."
  flock "$1" 9
}

open_lock() {
  [[ -e $state/lock ]] || { mkdir -p "$state" && : >>"$state/lock"; } || return
  exec 9<"$state/lock"
}

require_dotnet() {
  command -v dotnet >/dev/null && return
  fail "the .NET 10 SDK is missing. Install it (https://dotnet.microsoft.com/download/dotnet/10.0) so that 'dotnet' is on the PATH."
}

require_sdk() {
  [[ $(dotnet --list-sdks) =~ (^|$'\n')10\. ]] && return
  fail "the .NET 10 SDK is missing; 'dotnet' here has only other versions. Install it: https://dotnet.microsoft.com/download/dotnet/10.0"
}

# The entries of `packages` that are not installed.
missing_packages() {
  local installed entry
  installed=$(dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' "${packages[@]%%|*}" 2>/dev/null)
  for entry in "${packages[@]}"; do
    grep -qx "${entry%%|*} installed" <<<"$installed" || printf '%s\n' "$entry"
  done
}

# install_packages YES: says what is missing and installs it, after asking if this is a terminal and YES is not 1.
install_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "This is not Debian: nothing is installed. The build needs cmake, make, a C++17 compiler, libtorch 1.13 or later, and oneDNN 2."
    return
  fi

  local missing names as_root=() answer
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]} > 0)) || return 0
  names=("${missing[@]%%|*}")

  say "Tessera needs ${#names[@]} Debian packages that are not installed:"
  printf '  %s\n' "${missing[@]/|/: }" >&2
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null || { fail "neither root nor sudo; run as root: apt-get install ${names[*]}"; return; }
    as_root=(sudo)
  fi

  if [[ $1 != 1 && -t 0 && -t 2 ]]; then
    read -r -p "Install them with apt-get now? [Y/n] " answer
    [[ ${answer,,} =~ ^(y|yes|)$ ]] || { say "Nothing was installed."; return 3; }
  fi

  say "Installing, which takes minutes: at most 300 MB to download and 1.2 GB on disk..."
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet -o DPkg::Lock::Timeout=300)
  # Lists that cannot be refreshed may still do.
  quietly apt-update "${apt[@]}" update || say "Going on with the package lists that are here."
  quietly apt-install "${apt[@]}" install --yes --no-install-recommends "${names[@]}"
}

# Names, sizes and times of everything the command is built from.
fingerprint() {
  find "$root/src" "$root"/Directory.* "$root/global.json" "$root/deploy/bootstrap.sh" -type f -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum
}

is_current() { [[ -f $output/Tessera.Cli/release/tessera.dll && -f $state/built && $(<"$state/built") == "$(fingerprint)" ]]; }

# build WHAT: a project or the solution, in Release, native parts too. Needs the exclusive lock.
build() {
  quietly build dotnet build "$root/$1" --configuration Release --disable-build-servers --verbosity quiet
}

# build_command WHAT: the same, for what includes the command.
build_command() {
  local sources
  sources=$(fingerprint) # before the build: what is edited meanwhile is built next time
  rm -f "$state/built"
  build "$1" && printf '%s\n' "$sources" >"$state/built"
}

# current_command YES: builds the command unless the last build is of these sources; afterwards the lock is held, shared.
current_command() {
  lock --shared || return
  until is_current; do
    lock --exclusive || return
    if ! is_current; then
      require_sdk && install_packages "$1" || return
      say "Building Tessera..."
      build_command src/Tessera.Cli || return
    fi
    lock --shared || return
  done
}
