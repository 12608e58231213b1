#!/usr/bin/env bash
# Tests of the program of a model with a context of 9 tokens and a tokenizer: context.sh BINARY
# FOLDER WITHOUT, where WITHOUT is the same program without a context. Ends with the counts.
set -uo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath "$1")
without=$(realpath "$3")
cd "$2" || exit 2
source "$here/expect.sh"

beyond="compiled context of 9: .*--context"
ten=1,2,3,4,5,6,7,8,9,10
fails 3 "10 tokens of the prompt, 0 before it and 0 to generate .*$beyond" logits --ids $ten --out a.npy
fails 3 "10 tokens of the prompt.*$beyond" logits --ids $ten --split 9,1 --out a.npy
fails 3 "10 tokens of the prompt.*$beyond" generate --ids $ten
fails 3 "9 to generate .*$beyond" generate --ids 1 -n 9
fails 3 "18446744073709551614 to generate .*$beyond" generate --ids 1 -n 18446744073709551614
fails 3 "run of 10 tokens .*context of 9: .*--context" bench --prefill 10 --decode 3 --repeat 1
yes 1 | head -n 5000 >many
fails 3 "5000 tokens of the prompt.*$beyond" generate --ids @many
is "refused output" "$(ls a.npy 2>&1 | grep -c cannot)" 1
to_the_end=$("$without" generate --ids 1,2 --greedy --ignore-eos -n 7)
is "to the end" "$("$program" generate --ids 1,2 --greedy --ignore-eos -n 7)" "$to_the_end"
is "to the end, unless told" "$("$program" generate --ids 1,2 --greedy --ignore-eos)" "$to_the_end"

# A saved state has the rows of its tokens only.
for n in 1 2 8 9; do
  "$program" logits --ids "$(seq -s, 1 $n)" --out a.npy --state-out state.$n
  is "size of a state of $n" "$(stat -c %s state.$n)" $((128 + 64 + 68 * n + 48 + 244))
done
rm -f a.npy
"$program" logits --ids 3,4,5,6,7,8,9 --out b.npy --state-in state.2 --state-out state
same "state in parts" state state.9
fails 3 "2 tokens of the prompt, 8 before it .*$beyond" generate --state-in state.8 --ids 1,2
fails 3 "1 to generate .*$beyond" generate --state-in state.9 -n 1
{
  "$program" generate --ids 1,2 --greedy --ignore-eos -n 3 --state-out state
  "$program" generate --state-in state --greedy --ignore-eos
} >parts
is "in parts" "$(cat parts)" "$to_the_end"
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
