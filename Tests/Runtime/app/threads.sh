#!/usr/bin/env bash
# What the program built with OpenMP does where threads cannot be had: threads.sh BINARY FOLDER. Ends with
# the counts.
set -uo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath "$1")
cd "$2" || exit 2
source "$here/expect.sh"

fails 2 "from 1 to .*, not '0'" generate --ids 1 --threads 0
fails 2 "at most 1024" generate --ids 1 --threads 1025
is "two threads" "$("$program" generate --ids 1,2 --greedy -n 9 --threads 2)" \
  "$("$program" generate --ids 1,2 --greedy -n 9 --threads 1)"
# Stacks that the address space has no room for.
for command in "generate --ids 1" "logits --ids 1 --out a" "bench --prefill 1"; do
  # shellcheck disable=SC2086
  (ulimit -v 200000 && OMP_STACKSIZE=64M "$program" $command --threads 64) >out 2>message
  is "no room for threads: $command" \
    "$?:$(wc -l <message):$(grep -c 'cannot start 64 threads, only .*--threads' message):$(wc -c <out)" \
    4:1:1:0
done
is "no file" "$(ls a 2>&1 | grep -c cannot)" 1
(ulimit -v 200000 && OMP_STACKSIZE=64M "$program" generate --ids 1 --threads 1 -n 2 >out 2>message)
is "room for one" $? 0
finish_expectations
