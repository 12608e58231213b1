#!/usr/bin/env bash
# Tests of the program of a model with a context of 9 tokens and a tokenizer: context.sh BINARY
# FOLDER WITHOUT, where WITHOUT is the same program without a context. Ends with the counts.
set -uo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath "$1")
without=$(realpath "$3")
cd "$2" || exit 2
source "$here/expect.sh"

beyond="longer than the compiled context"
fails 3 "ids: .*$beyond" logits --ids 1,2,3,4,5,6,7,8,9,10 --out a.npy
fails 3 "ids: .*$beyond" logits --ids 1,2,3,4,5,6,7,8,9,10 --split 9,1 --out a.npy
fails 3 "prompt: .*$beyond" generate --ids 1,2,3,4,5,6,7,8,9,10 --no-echo
is "refused output" "$(ls a.npy 2>&1 | grep -c cannot)" 1
is "to the end" "$("$program" generate --ids 1,2 --greedy --ignore-eos -n 7)" \
  "$("$without" generate --ids 1,2 --greedy --ignore-eos -n 7)"
"$program" generate --ids 1,2 --greedy --ignore-eos -n 8 >/dev/null 2>message
is "one token too many" "$?:$(grep -c "token: .*$beyond" message)" 3:1
"$program" bench --prefill 10 --decode 3 --repeat 1 >/dev/null 2>message
is "bench beyond" "$?:$(grep -c "bench: .*$beyond" message)" 3:1
is "info" "$("$program" info | grep -c '^context  *9 tokens$')" 1
is "info without" "$("$without" info | grep -c '^context  *unlimited$')" 1
is "info as JSON" "$("$program" info --json | grep -c '"context":9,')" 1
is "help names windows" "$("$program" perplexity --help | grep -c 'windows')" 1

# Windows of 9 tokens, each from scratch: the mean over them is that of the windows alone.
text=$'hello world, hello dogs'
printf %s "$text" >text
if python3 -c 'import numpy' 2>/dev/null; then
  "$program" tokenize <text >ids
  rm -f rows.*.npy
  split -l 9 --numeric-suffixes --additional-suffix=.txt ids window.
  for window in window.*.txt; do
    "$without" logits --ids @"$window" --out "rows.${window//[!0-9]/}.npy"
  done
  is "perplexity" "$("$program" perplexity --file text | head -1)" "$(python3 -c '
import glob, numpy
ids = numpy.loadtxt("ids", dtype=int)
rows = numpy.concatenate([numpy.load(f) for f in sorted(glob.glob("rows.*.npy"))]).astype(float)
losses = numpy.log(numpy.exp(rows).sum(1))[:-1] - rows[numpy.arange(len(ids) - 1), ids[1:]]
print("nats per token  %.6f" % losses.mean())')"
fi
is "perplexity of all tokens" "$("$program" perplexity --file text | grep -c '^tokens  *23$')" 1
finish_expectations
