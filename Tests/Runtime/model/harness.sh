# Sourced by the run scripts of this folder and its neighbour: builds and counts. `quick` as the script's argument
# leaves one compiler, without sanitizers.
set -euo pipefail

compilers=(gcc clang)
modes=(plain sanitized)
[[ ${1:-} == quick ]] && compilers=(gcc) modes=(plain)

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
passed=0
failed=0
warnings=(-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes
  -Wmissing-prototypes -Werror)

# count LABEL PASSED FAILED
count() {
  passed=$((passed + $2))
  failed=$((failed + $3))
  printf '%-44s %d passed, %d failed\n' "$1" "$2" "$3"
}

# run_program LABEL PROGRAM [ARGUMENT...]: takes the counts from the program's last line.
run_program() {
  local label=$1 output last
  shift
  output=$("$@" 2>&1) || true
  last=${output##*$'\n'}
  if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    count "$label" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    if [[ ${BASH_REMATCH[2]} != 0 ]]; then printf '%s\n' "$output" | head -20; fi
  else
    printf '%s\n' "$output" | tail -30
    count "$label" 0 1
  fi
}

# compile COMPILER [ARGUMENT...]: what it says is shown only when it fails.
compile() {
  "$@" 2>"$build/log" || { cat "$build/log" && return 1; }
}

# objects FOLDER SOURCE... -- FLAG...: compiles each source, with the compiler chosen, unless its object is there.
objects() {
  local out=$1 sources=() source object
  shift
  while [[ $1 != -- ]]; do sources+=("$1") && shift; done
  shift
  mkdir -p "$out"
  for source in "${sources[@]}"; do
    object=$out/$(basename "$source" .c).o
    [[ -e $object ]] || compile "$cc" "${warnings[@]}" "$@" -c "$source" -o "$object"
  done
}

# sanitizing COMPILER...: the first of them that can link a sanitized program. Distributions ship
# clang without its sanitizers; the one beside swift has them.
sanitizing() {
  local candidate
  for candidate in "$@"; do
    if echo 'int main(void) { return 0; }' | "$candidate" -fsanitize=address,undefined -x c - \
      -o "$build/probe" 2>"$build/log"; then
      echo "$candidate"
      return
    fi
  done
}

# choose COMPILER MODE: sets cc and flags for a plain or a sanitized build; fails if there is none.
choose() {
  cc=$1
  flags=(-O2)
  command -v "$1" >/dev/null || { echo "$1 is missing: skipped" && return 1; }
  [[ $2 == plain ]] && return
  flags=(-O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all)
  cc=$(sanitizing "$1" "$1-19" "$(dirname "$(command -v swift || echo /usr/bin/swift)")/$1")
  [[ -n $cc ]] || { echo "$1 cannot sanitize here: skipped" && return 1; }
}

# Prints the closing line; the status of the script.
finish() {
  echo "$passed passed, $failed failed"
  [[ $failed == 0 ]]
}
