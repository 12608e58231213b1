#!/usr/bin/env bash
# Tests of the program built with a tokenizer: text.sh BINARY FOLDER. Ends with the counts.
set -uo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath "$1")
cd "$2" || exit 2
source "$here/expect.sh"

text=$'hello \xc3\xa9 world\n<end>x'
printf %s "$text" >text
is "tokenize" "$("$program" tokenize <text | tr '\n' ' ')" \
  "8 5 12 12 15 27 29 30 27 23 15 18 12 4 28 0 24 "
is "special ids" "$("$program" tokenize --special <text | head -1)" 0
is "round trip" "$("$program" tokenize <text | "$program" tokenize --decode)" "$text"
is "skip special" "$("$program" tokenize <text | "$program" tokenize --decode --skip-special)" \
  "${text/<end>/}"
is "cut character" "$(printf '1 29' | "$program" tokenize --decode)" $'a\xef\xbf\xbd'
is "nothing to tokenize" "$("$program" tokenize </dev/null | wc -c)" 0
is "nothing to decode" "$("$program" tokenize --decode </dev/null | wc -c)" 0
is "decode a long list" \
  "$(for i in {1..3000}; do echo 2; done | "$program" tokenize --decode | wc -c)" 3000
printf '1 61' | "$program" tokenize --decode >out 2>message
is "decode an id beyond" "$?:$(grep -c 'place 1' message)" 3:1

# No output is lost without a word, however long.
for i in {1..20000}; do echo 2; done >long.ids
"$program" tokenize --decode <long.ids >long.text
if [[ -w /dev/full ]]; then
  "$program" tokenize <long.text 2>message >/dev/full
  is "tokenize, full" "$?:$(wc -l <message):$(grep -c 'No space left' message)" 4:1:1
  "$program" tokenize --decode <long.ids 2>message >/dev/full
  is "decode, full" "$?:$(wc -l <message):$(grep -c 'No space left' message)" 4:1:1
  "$program" perplexity --file text 2>message >/dev/full
  is "perplexity, full" "$?:$(wc -l <message):$(grep -c 'No space left' message)" 4:1:1
fi
"$program" tokenize <long.text 2>message >&-
is "tokenize, closed" "$?:$(wc -l <message)" 4:1
"$program" tokenize <long.text 2>message | true
is "tokenize, no reader" "${PIPESTATUS[0]}:$(wc -l <message)" 0:0

whole=$("$program" generate --prompt 'the dog' --greedy --ignore-eos -n 40)
is "echo" "${whole:0:7}" "the dog"
is "without echo" \
  "the dog$("$program" generate --prompt 'the dog' --greedy --ignore-eos -n 40 --no-echo)" "$whole"
printf 'the dog' >prompt
is "prompt from a file" \
  "$("$program" generate --prompt-file prompt --greedy --ignore-eos -n 40)" "$whole"
is "prompt from a pipe" \
  "$("$program" generate --prompt-file - --greedy --ignore-eos -n 40 <prompt)" "$whole"
for i in {1..50000}; do echo "dog é"; done >prompt # 350 KB
"$program" generate --prompt-file prompt -n 3 --greedy --ignore-eos --state-out state >out
is "long prompt" "$?:$(cmp -n "$(stat -c %s prompt)" out prompt && echo same)" 0:same
"$program" tokenize --special <prompt >ids
"$program" generate --ids @ids -n 3 --greedy --ignore-eos --state-out expected >/dev/null
same "state after a long prompt" state expected
: >prompt
is "empty file" "$("$program" generate --prompt-file prompt --greedy --ignore-eos -n 9)" \
  "$("$program" generate --prompt '' --greedy --ignore-eos -n 9)"
printf %s "$text" >text
if command -v python3 >/dev/null; then
  for value in nan inf 1e30; do
    python3 "$here/damaged.py" weights/fake.safetensors bad $value 1
    fails 3 "logits are not finite or far too large: .*--verify" perplexity --file text --weights bad
  done
fi
# The tokenizer puts id 0 before a text.
ids=$(printf 'the dog' | "$program" tokenize --special | paste -sd,)
is "ids of the text" "$("$program" generate --ids "$ids" --greedy --ignore-eos -n 40)" "$whole"
"$program" logits --ids "$ids" --out ids.npy
"$program" logits --text 'the dog' --out text.npy && same "logits of a text" ids.npy text.npy
# But not before one that goes on.
"$program" generate --prompt 'the ' -n 0 --state-out state >/dev/null
"$program" logits --text dog --state-in state --last --out a.npy
"$program" logits --text 'the dog' --last --out b.npy && same "text after a state" a.npy b.npy
is "empty prompt" "$("$program" generate --prompt '' --greedy --ignore-eos -n 9)" \
  "$("$program" generate --ids 0 --greedy --ignore-eos -n 9 --no-echo)"

is "perplexity" "$("$program" perplexity --file text | grep -c '^tokens  *17$')" 1
is "perplexity of a pipe" "$("$program" perplexity --file - <text | head -1)" \
  "$("$program" perplexity --file text | head -1)"
if python3 -c 'import numpy' 2>/dev/null; then
  "$program" tokenize <text >ids
  "$program" logits --ids @ids --out rows.npy
  is "nats per token" "$("$program" perplexity --file text | head -1)" "$(python3 -c '
import numpy
ids, rows = numpy.loadtxt("ids", dtype=int), numpy.load("rows.npy").astype(float)
losses = numpy.log(numpy.exp(rows).sum(1))[:-1] - rows[numpy.arange(len(ids) - 1), ids[1:]]
print("nats per token  %.6f" % losses.mean())')"
fi
fails 3 "fewer than two tokens" perplexity --file /dev/null
fails 3 "cannot read 'missing'" perplexity --file missing
fails 3 "cannot read '.'" perplexity --file .
finish_expectations
