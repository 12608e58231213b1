#!/usr/bin/env bash
# What the program built without a tokenizer takes: resources.sh BINARY COUNTER.so FOLDER.
# Ends with the counts.
set -uo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath "$1")
counter=$(realpath "$2")
cd "$3" || exit 2
source "$here/expect.sh"

# Memory does not grow with the sequence: a million ids run in the room that a few need.
few=$(seq -s, 0 60)
(ulimit -v 16384 && "$program" logits --ids "$few" --last --out few.npy)
is "room for a few ids" $? 0
yes "$few" | head -n 17190 >many # 1,048,590 ids
(ulimit -v 16384 && "$program" logits --ids @many --last --out many.npy)
is "the same room for a million" $? 0
head -n 4096 many >thousands
(ulimit -v 16384 && "$program" logits --ids @thousands --out all.npy)
is "all logits of a quarter of a million" "$?:$(stat -c %s all.npy)" \
  "0:$((128 + 4096 * 61 * 61 * 4))"
rm -f all.npy

# Allocations are made before the first token: as many for one token as for thousands.
allocations() {
  LD_PRELOAD=$counter "$program" generate --ids 3,4,5 --ignore-eos --seed 1 --state-out end \
    "$@" 2>&1 >/dev/null | sed -n 's/^allocations: //p'
}
one=$(allocations -n 1)
is "allocations are counted" "$((one > 3))" 1
is "allocations of 3000 tokens" "$(allocations -n 3000)" "$one"

# While decoding, the system is called for writing only.
if command -v strace >/dev/null && strace -o trace true 2>/dev/null; then
  calls() {
    strace -f -o trace "$program" generate --ids 3,4,5 --ignore-eos -n "$1" >/dev/null
    sed 's/^[0-9]* *//; s/(.*//' trace | sort | uniq -c | awk '{print $2, $1}' >"calls.$1"
  }
  calls 1
  calls 500
  is "system calls of 499 more tokens" "$(diff calls.1 calls.500 | sed -n 's/^[<>] //p' | paste -sd,)" \
    "write $(awk '$1 == "write" {print $2}' calls.1),write $(awk '$1 == "write" {print $2}' calls.500)"
fi
finish_expectations
