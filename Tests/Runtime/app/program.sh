#!/usr/bin/env bash
# Tests of the program built without a tokenizer: program.sh BINARY FOLDER, where FOLDER may be
# written to and weights/ lies beside the binary's folder. Ends with the counts.
set -uo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath "$1")
cd "$2" || exit 2
source "$here/expect.sh"

no_leftovers() {
  is "left-over files" "$(find . -name '*.part' | head -3)" ""
}

# Command lines.
fails 2 "missing command"
fails 2 "unknown command 'chat'" chat
fails 2 "unknown option '--prmpt'" generate --prmpt x
fails 2 "unexpected argument 'x'" generate x
fails 2 "'-n' needs a value" generate -n
fails 2 "takes an integer" generate -n -1
fails 2 "takes a number" generate --temperature warm
fails 2 "cannot be combined" generate --prompt a --ids 1
fails 2 "cannot be combined" generate --prompt a --prompt-file message
fails 2 "cannot be combined" generate --prompt-file message --ids 1
fails 2 "without a tokenizer" generate --prompt-file weights/fake.safetensors
fails 3 "cannot read 'missing'" generate --prompt-file missing
fails 2 "temperature" generate --ids 1 --temperature nan
fails 2 "temperature" generate --ids 1 --temperature -1
fails 2 "top-k" generate --ids 1 --top-k 0
fails 2 "top-p" generate --ids 1 --top-p 0
fails 2 "top-p" generate --ids 1 --top-p nan
fails 2 "without threads" generate --ids 1 --threads 2
fails 2 "without a tokenizer" generate --prompt hello
fails 2 "without a tokenizer" tokenize
fails 2 "without a tokenizer" perplexity --file message
fails 2 "without a tokenizer" logits --text a --out a.npy
fails 2 "--file TEXT is required" perplexity
fails 2 "exactly one of --ids and --text" logits --out a.npy
fails 2 "exactly one of --ids and --text" logits --ids 1 --text a --out a.npy
fails 2 "--out FILE.npy is required" logits --ids 1
fails 2 "takes integers such as" logits --ids 1 --split 1,,2 --out a.npy
fails 2 "at least 1" bench --prefill 0
fails 2 "at least 1" bench --repeat 0
fails 4 "out of memory" bench --decode 9000000000000000000
for command in "" generate logits tokenize perplexity bench info; do
  # shellcheck disable=SC2086
  is "help of '$command'" "$("$program" $command --help | grep -c '^usage: fake')" 1
done

# Ids, and files that cannot be read or written.
fails 3 "outside the vocabulary" logits --ids 1,61 --out a.npy
fails 3 "place 2 of" logits --ids 1,2,-5 --out a.npy
fails 3 "outside the vocabulary" generate --ids 99999999999
fails 3 "expected a token id after 1 ids" generate --ids 1,x
fails 3 "no token ids" logits --ids "" --out a.npy
fails 3 "no tokens" generate --ids ""
fails 3 "cannot read 'missing'" logits --ids @missing --out a.npy
fails 3 "cannot read '.'" logits --ids @. --out a.npy
fails 4 "cannot write 'missing/a.npy'" logits --ids 1 --out missing/a.npy
fails 3 "not a regular file" logits --ids 1 --out .
fails 3 "not a regular file" logits --ids 1 --out /dev/null
fails 3 "cannot read 'missing'" generate --ids 1 --state-in missing
fails 3 "cannot read 'missing'" generate --state-in missing
no_leftovers
is "refused output" "$(ls a.npy 2>&1 | grep -c cannot)" 1

# Weights.
good=weights/fake.safetensors
size=$(stat -c %s $good)
fails 3 "No such file" generate --ids 1 --weights missing
fails 3 "not a regular file" generate --ids 1 --weights .
mkfifo fifo
fails 3 "not a regular file" generate --ids 1 --weights fifo
: >bad && fails 3 "empty file" generate --ids 1 --weights bad
head -c 7 $good >bad && fails 3 "truncated" generate --ids 1 --weights bad
head -c 100 $good >bad && fails 3 "truncated" generate --ids 1 --weights bad
head -c $((size - 1)) $good >bad && fails 3 "truncated" generate --ids 1 --weights bad
{ cat $good && echo; } >bad && fails 3 "after the last tensor" generate --ids 1 --weights bad
{ echo GGUF && cat $good; } >bad && fails 3 "not a safetensors" generate --ids 1 --weights bad
sed 's/"head"/"hand"/' $good >bad && fails 3 "another build" generate --ids 1 --weights bad
sed 's/model_hash":"../model_hash":"zz/' $good >bad
fails 3 "another model" generate --ids 1 --weights bad
cp $good elsewhere
is "weights elsewhere" "$("$program" generate --ids 1 --greedy -n 3 --weights elsewhere)" \
  "$("$program" generate --ids 1 --greedy -n 3)"
mkdir -p moved/bin && cp "$program" moved/bin/fake
(program=$PWD/moved/bin/fake && cd moved && "$program" generate --ids 1 2>../message)
is "weights of a moved program" $? 3
ln -sf "$program" link
is "called through a link" "$(./link generate --ids 1 --greedy -n 3)" \
  "$("$program" generate --ids 1 --greedy -n 3)"

# Logits: every split, any source, states; the same bits throughout with this model.
ids=$(seq -s, 0 60)
"$program" logits --ids "$ids" --out all.npy
is "exit of logits" $? 0
is "size of logits" "$(stat -c %s all.npy)" $((128 + 61 * 61 * 4))
"$program" logits --ids "$ids" --last --out last.npy
is "size of last" "$(stat -c %s last.npy)" $((128 + 61 * 4))
cmp -s <(tail -c 244 all.npy) <(tail -c 244 last.npy)
is "last is the last row" $? 0
for split in 1 7 1,1,1 3,0,9,1 5,5 60,1 61 100 2,2,2,2,1,1,1,20; do
  "$program" logits --ids "$ids" --split $split --out split.npy
  same "split $split" split.npy all.npy
  "$program" logits --ids "$ids" --split $split --last --out split.npy
  same "split $split, last" split.npy last.npy
done
tr , '\n' <<<"$ids" >ids.txt
"$program" logits --ids @ids.txt --out text.npy && same "ids from a file" text.npy all.npy
"$program" logits --ids @- --out text.npy <ids.txt && same "ids from a pipe" text.npy all.npy
for at in 1 13 60; do
  head -n $at ids.txt >head.txt
  tail -n +$((at + 1)) ids.txt >tail.txt
  "$program" logits --ids @head.txt --out head.npy --state-out state
  "$program" logits --ids @tail.txt --out tail.npy --state-in state --state-out end
  cmp -s <(tail -c +129 head.npy && tail -c +129 tail.npy) <(tail -c +129 all.npy)
  is "state after $at" $? 0
done
"$program" logits --ids "$ids" --out all.npy --state-out whole && same "end state" whole end
if python3 -c 'import numpy' 2>/dev/null; then
  is "as NumPy reads it" "$(python3 -c '
import numpy
a, l = numpy.load("all.npy"), numpy.load("last.npy")
print(a.dtype, a.shape, l.dtype, l.shape, bool((a[-1] == l).all()))')" \
    "float32 (61, 61) float32 (61,) True"
  for type in int32 int64; do
    python3 -c "import numpy; numpy.save('ids.npy', numpy.arange(61, dtype='$type'))"
    "$program" logits --ids @ids.npy --out npy.npy && same "ids as $type" npy.npy all.npy
  done
  python3 -c "import numpy; numpy.save('ids.npy', numpy.arange(61.0))"
  fails 3 "not an array of int32 or int64" logits --ids @ids.npy --out a.npy
fi

# States.
state_size=$(stat -c %s state)
head -c $((state_size - 1)) state >bad
fails 3 "truncated" generate --ids 1 --state-in bad
{ cat state && echo; } >bad && fails 3 "bytes after the logits of the state" generate --ids 1 --state-in bad
{ head -c $((state_size - 1)) state && printf '\xff'; } >bad
fails 3 "checksum" generate --ids 1 --state-in bad
{ head -c 160 state && echo; } >bad
fails 3 "bytes after the state" generate --ids 1 --state-in bad
head -c 160 state >bad # as the library saves it
fails 3 "no logits to choose the next token from" generate --state-in bad
is "state of the library" "$("$program" generate --ids 7 --state-in bad --greedy --ignore-eos -n 5)" \
  "$("$program" generate --ids 7 --state-in state --greedy --ignore-eos -n 5)"
fails 3 "not a saved state" generate --ids 1 --state-in $good
printf '' >bad && fails 3 "truncated" generate --ids 1 --state-in bad
fails 3 "Is a directory" generate --ids 1 --state-in .

# Generation.
whole=$("$program" generate --ids 3,4 --greedy --ignore-eos -n 12)
is "numbers generated" "$(wc -w <<<"$whole")" 14
is "echo" "${whole%% [0-9]* *}${whole:1:2}" "3 4"
is "without echo" "3 4 $("$program" generate --ids 3,4 --greedy --ignore-eos -n 12 --no-echo)" \
  "$whole"
is "temperature 0" "$("$program" generate --ids 3,4 --temperature 0 --ignore-eos -n 12)" "$whole"
is "top-k 1" "$("$program" generate --ids 3,4 --top-k 1 --ignore-eos -n 12 --seed 9)" "$whole"
is "n is 0" "$("$program" generate --ids 3,4 -n 0)" "3 4"
is "empty prompt is eos" "$("$program" generate --greedy -n 4 --ignore-eos --no-echo)" \
  "$("$program" generate --ids 0 --greedy -n 4 --ignore-eos --no-echo)"
a=$("$program" generate --ids 5 -n 30 --seed 1 --ignore-eos --temperature 2)
is "the same seed" "$("$program" generate --ids 5 -n 30 --seed 1 --ignore-eos --temperature 2)" "$a"
b=$("$program" generate --ids 5 -n 30 --seed 2 --ignore-eos --temperature 2)
if [[ $a == "$b" ]]; then is "another seed" same other; else is reached yes yes; fi
# Without --ignore-eos the run ends before token 0.
long=$("$program" generate --ids 5 -n 400 --seed 1 --temperature 30 --top-k 61 --no-echo)
is "no eos in the output" "$(tr ' ' '\n' <<<"$long" | grep -cx 0)" 0
if (($(wc -w <<<"$long") < 400)); then is reached yes yes; else is "stop at eos" no yes; fi
# A state has seen every token shown: going on with one more is going on from them all.
"$program" generate --ids 3,4 --greedy --ignore-eos -n 12 --state-out state >/dev/null
"$program" logits --ids "${whole// /,}" --last --out a.npy --state-out expected
same "state after generating" state expected
is "going on" "$("$program" generate --ids 7 --state-in state --greedy --ignore-eos -n 5)" \
  "7 $("$program" generate --ids "${whole// /,},7" --greedy --ignore-eos -n 5 --no-echo)"
# Generated in parts, a sequence comes out as at once: greedy, and with the same seed.
for how in --greedy "--seed 5 --temperature 3 --top-k 61"; do
  # shellcheck disable=SC2086
  {
    once=$("$program" generate --ids 3,4 $how --ignore-eos -n 40 --state-out expected)
    first=$("$program" generate --ids 3,4 $how --ignore-eos -n 20 --state-out state)
    second=$("$program" generate --state-in state $how --ignore-eos -n 20 --state-out state)
    is "20 and 20 tokens $how" "$first $second" "$once"
    same "state of 20 and 20 tokens $how" state expected
    is "with an empty prompt $how" "$("$program" generate --prompt '' --state-in state $how -n 0)" ""
  }
done
# Interrupted, the state is that of the tokens shown.
for signal in INT TERM HUP; do
  rm -f state shown
  (
    set -m
    "$program" generate --ids 3,4 --greedy --ignore-eos -n 1000000000 --state-out state >shown &
    echo $! >pid
    for ((i = 0; i < 500; i++)); do
      [[ -s shown ]] && break
      sleep 0.02
    done
    kill -$signal "$(cat pid)"
    wait "$(cat pid)"
  ) 2>/dev/null
  is "exit of generating after $signal" $? $((128 + $(kill -l $signal)))
  tr ' ' '\n' <shown >shown.ids
  "$program" logits --ids @shown.ids --last --out a.npy --state-out expected
  same "state after $signal" state expected
  is "whole line after $signal" "$(tail -c 1 shown | od -An -tx1 | tr -d ' ')" 0a
  rm -f shown shown.ids
done
# A terminal that is closed takes the signal and refuses what is written.
if command -v python3 >/dev/null; then
  rm -f state
  python3 "$here/hang_up.py" "$program" generate --ids 3,4 --ignore-eos -n 1000000000 --state-out state
  is "exit of generating after the terminal was closed" $? 129
  is "its state" "$(ls state 2>/dev/null)" state
fi
"$program" generate --ids 3 -n 3 --verbose 2>message >/dev/null
is "verbose" "$(grep -c tokens/s message)" 2
"$program" generate --ids 3 -n 3 2>message >/dev/null
is "silent otherwise" "$(wc -c <message)" 0

# A closed pipe is a clean end; a full disk is not.
"$program" generate --ids 3 -n 1000000000 --ignore-eos 2>message | head -c 5 >/dev/null
is "closed pipe" "${PIPESTATUS[0]}:$(cat message)" "0:"
"$program" info 2>message | true
is "closed pipe of info" "${PIPESTATUS[0]}:$(cat message)" "0:"
# lost WHAT ARGUMENT...: with standard output full or closed, exit code 4 and one line that says so.
lost() {
  local what=$1
  shift
  if [[ -w /dev/full ]]; then
    "$program" "$@" 2>message >/dev/full
    is "full disk: $what" "$?:$(wc -l <message):$(grep -c 'output: No space left' message)" 4:1:1
  fi
  "$program" "$@" 2>message >&-
  is "closed output: $what" "$?:$(wc -l <message):$(grep -c 'write the output' message)" 4:1:1
}
lost help --help
lost "help of a command" generate --help
lost info info
lost "info as JSON" info --json
lost generate generate --ids 3 -n 3
lost "a long text" generate --ids "$(yes 7 | head -9000 | paste -sd,)" -n 3 --ignore-eos
lost bench bench --prefill 7 --decode 3 --repeat 1
lost "bench as JSON" bench --prefill 7 --decode 3 --repeat 1 --json
# A file that is opened never takes the place of a closed standard stream.
"$program" generate --ids 3 -n 3 --ignore-eos --state-out state >/dev/null
"$program" generate --ids 3 -n 3 --ignore-eos --state-out closed >&- 2>message
is "closed output and a state" "$?:$(ls closed 2>&1 | grep -c cannot)" 4:1
"$program" logits --ids 3 --out a.npy && "$program" logits --ids 3 --out b.npy <&- >&- 2>&-
is "nothing to print" "$?" 0
same "closed streams" a.npy b.npy

# Temporary files: stale ones block nothing, and signals leave none.
(program=$(realpath "$program") && for i in 0 1 2; do : >"stale.$BASHPID-$i.part"; done &&
  exec "$program" logits --ids 3 --out stale)
is "stale temporary files" "$?:$(find . -name 'stale.*.part' | wc -l):$(cmp stale a.npy && echo same)" 0:3:same
rm -f stale stale.*.part
for signal in INT TERM HUP; do
  rm -f killed
  mkfifo ids.fifo
  # With monitoring, a shell's background jobs do not ignore SIGINT.
  (
    set -m
    "$program" logits --ids @ids.fifo --out killed --state-out killed.state &
    echo $! >pid
    exec 3>ids.fifo
    echo 1 2 >&3
    for ((i = 0; i < 500; i++)); do
      [[ $(find . -name 'killed*.part' | wc -l) == 2 ]] && break
      sleep 0.02
    done
    kill -$signal "$(cat pid)"
    wait "$(cat pid)"
  ) 2>/dev/null
  is "exit after $signal" $? $((128 + $(kill -l $signal)))
  is "files after $signal" "$(find . -name 'killed*' | wc -l)" 0
  rm ids.fifo
done
# A link and the rights of a file stay.
mkdir -p other_disk && : >other_disk/real && chmod 600 other_disk/real && ln -sfn other_disk/real to_real
"$program" logits --ids 3 --out to_real
is "through a link" "$?:$(readlink to_real):$(stat -c %a other_disk/real):$(ls other_disk)" 0:other_disk/real:600:real
same "content through a link" other_disk/real a.npy
rm -r to_real other_disk
fails 2 "name the same file" logits --ids 1 --out z --state-out z
fails 2 "name the same file" logits --ids 1 --out z --state-out ./z
mkdir -p folder && ln -sfn folder linked
fails 2 "name the same file" logits --ids 1 --out folder/z --state-out linked/z
: >folder/real && ln -sfn folder/real to_real
fails 2 "name the same file" logits --ids 1 --out to_real --state-out folder/real
rm to_real

# A limit of file sizes is an error of writing.
(ulimit -f 1 && "$program" logits --ids "$ids" --out limited 2>message)
is "file size limit" "$?:$(grep -c "cannot write 'limited': File too large" message)" 4:1
is "file size limit leaves nothing" "$(find . -name 'limited*' | wc -l)" 0

# Values that are not finite end every command in the same way.
if command -v python3 >/dev/null; then
  for value in nan inf 3e38; do
    python3 "$here/damaged.py" $good bad $value
    for command in "generate --ids 1,2 --state-out bad.state" "generate --ids 1,2 --greedy" \
      "logits --ids 1,2 --out a" "logits --ids 1,2 --last --out a --state-out bad.state" \
      "bench --prefill 3 --decode 2"; do
      # shellcheck disable=SC2086
      "$program" $command --weights bad >out 2>message
      is "$value: $command" \
        "$?:$(grep -c 'logits are not finite.*--verify' message):$(wc -l <message)" 3:1:1
    done
    is "files for $value" "$(ls a bad.state 2>&1 | grep -c cannot)" 2
    fails 3 "do not match their checksum" generate --ids 1 --verify --weights bad
  done
fi

# Descriptions.
is "bench" "$("$program" bench --prefill 7,64 --decode 9 --repeat 2 | grep -c tokens/s)" 3
is "info" "$("$program" info | grep -c '^arena .* 287 bytes')" 1
if command -v python3 >/dev/null; then
  is "progress of bench on a terminal" "$(python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' \
    "$program" bench --prefill 7 --decode 0 --repeat 2 </dev/null | tr '\r' '\n' |
    grep -c 'prefill of 7 tokens: run [123] of 3')" 3
  is "no progress elsewhere" "$("$program" bench --prefill 7 --decode 0 --repeat 2 2>&1 | grep -c 'run [0-9]')" 0
  is "bench as JSON" "$("$program" bench --prefill 7,64 --decode 9 --repeat 2 --json | python3 -c '
import json, sys
print([(r["run"], r["tokens"]) for r in json.load(sys.stdin)["runs"]])')" \
    "[('prefill', 7), ('prefill', 64), ('decode', 9)]"
  is "info as JSON" "$("$program" info --json | python3 -c '
import json, sys
i = json.load(sys.stdin)
print(i["arena_bytes"], i["state_bytes"], i["weights_bytes"], i["model"]["width"])')" \
    "287 160 $size 8"
fi
no_leftovers
finish_expectations
