#!/usr/bin/env bash
# Every call to the system that can fail does, one a run: faults.sh BINARY SHIM.so FOLDER, where SHIM.so is
# fail_call.c and the program has a tokenizer. Ends with the counts.
set -uo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath "$1")
shim=$(realpath "$2")
cd "$3" || exit 2
source "$here/expect.sh"

mkdir -p faults
printf 'hello dog' >text
printf '1 2 3\n' >ids
"$program" logits --ids 5,6 --out before.npy --state-out before

# The output without what differs from run to run: times and speeds.
timeless() {
  sed -E 's/ +[0-9.]+ (s|tokens.s)/ /g; s/(tokens.s) +[0-9.]+/\1/' "$1"
}

# with_fault N ARGUMENT...: a run in which call N fails, or none if that is 0.
with_fault() {
  local at=$1
  shift
  LD_PRELOAD=$shim FAIL_AT=$at FAIL_REPORT=calls "$program" "$@" >out 2>message <text
}

# each WHAT ARGUMENT...: the n-th call fails, for every n. The run then succeeds fully or says why not, with an
# exit code of its own; its files are there whole, or as they were, and no others.
each() {
  local what=$1 n status total bad=""
  shift
  rm -f faults/*
  with_fault 0 "$@"
  is "$what without a fault" "$?" 0
  total=$(cat calls)
  cp out good.out
  for file in array state; do
    rm -f good.$file
    [[ -e faults/$file ]] && cp faults/$file good.$file
  done
  for ((n = 1; n <= total; n++)); do
    rm -f faults/*
    for file in array state; do
      [[ -e good.$file ]] && cp before faults/$file
    done
    with_fault "$n" "$@"
    status=$?
    for file in array state; do
      [[ -e good.$file ]] || continue
      cmp -s faults/$file good.$file && continue
      { [[ $status != 0 ]] && cmp -s faults/$file before; } || bad+=" $n:$file"
    done
    [[ $(find faults -type f | wc -l) == $(find . -maxdepth 1 -name 'good.[as]*' | wc -l) ]] ||
      bad+=" $n:$(find faults -name '*.part' | head -1)"
    case $status in
      0) cmp -s <(timeless out) <(timeless good.out) || bad+=" $n:output" ;;
      3 | 4) (($(grep -c '^fake: error: ' message) == 1)) || bad+=" $n:silent" ;;
      *) bad+=" $n:exit$status" ;;
    esac
  done
  is "$what: calls" "$((total > 0))" 1
  is "$what: bad ends" "$bad" ""
}
each generate generate --prompt-file - --state-in before --state-out faults/state -n 4 --seed 1 --ignore-eos
each "generate from ids" generate --ids @ids -n 4 --ignore-eos --greedy
each logits logits --ids @ids --out faults/array --state-out faults/state
each "the last logits" logits --text 'a dog' --last --out faults/array
each tokenize tokenize
cp ids text
each decode tokenize --decode
printf 'hello dog' >text

each perplexity perplexity --file text
each bench bench --prefill 3 --decode 2 --repeat 1
each info info --json
finish_expectations
