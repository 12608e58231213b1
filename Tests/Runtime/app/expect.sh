# Sourced by the scripts that test the program: sets of expectations, counted. The program is
# $program; the folder may be written to.
passed=0
failed=0

# is WHAT ACTUAL EXPECTED
is() {
  if [[ $2 == "$3" ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'failed: %s: %q, expected %q\n' "$1" "$2" "$3"
  fi
}

# same WHAT FILE FILE
same() {
  cmp -s "$2" "$3"
  is "$1" $? 0
}

# fails CODE PATTERN ARGUMENT...: the exit code, one line that holds the pattern on standard error,
# and nothing on standard output.
fails() {
  local code=$1 pattern=$2 output status
  shift 2
  output=$("$program" "$@" 2>message </dev/null)
  status=$?
  is "exit code of $*" "$status" "$code"
  is "output of $*" "$output" ""
  is "lines of $*" "$(wc -l <message)" 1
  is "message of $*: $(cat message)" "$(grep -c "^fake: error: .*$pattern" message)" 1
}

finish_expectations() {
  echo "$passed passed, $failed failed"
  [[ $failed == 0 ]]
}
