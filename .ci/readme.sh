# Sourced by run: does what README.md says. Its ```sh blocks are commands for the reader, in order, in one shell; so are they here.

# The commands, one a line; a line that ends with a backslash goes on in the next.
readme_commands() {
    awk '/^```/ { inside = ($0 == "```sh"); next } inside' README.md | sed -e ':a' -e '/\\$/N; s/\\\n *//; ta' | grep -v '^$'
}

# Whoever was told to listen does: a reader takes longer to the next command than a machine.
await_listeners() {
    local port failed_to_listen=0
    for port in $(grep -oE -- '--listen [^ ]+:[0-9]+' <<<"$1" | grep -oE '[0-9]+$'); do
        for _ in $(seq 100); do
            (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue 2
            sleep 0.1
        done
        failed_to_listen=1
    done
    return $failed_to_listen
}

run_readme() {
    local command code number=0 output
    while IFS= read -r command <&4; do
        number=$((number + 1)) code=0 output=$scratch/readme-$number.log
        echo "------  \$ $command"
        eval "$command" >"$output" 2>&1 </dev/null || code=$?
        jobs >"$scratch/jobs"   # as before a prompt: forgets those that have ended, so that the next is %1 again
        await_listeners "$command" || code=$?
        cat "$output"
        [ -z "$(tail -c 1 "$output")" ] || echo
        report $code "README: $command"
        case $command in "dotnet test"*) count_tests "$output" ;; esac
    done 4< <(readme_commands)
}

# Adds what `dotnet test` counted, a line a test project.
count_tests() {
    local failures successes
    read -r failures successes skipped < <(grep -aE '^(Passed|Failed)! +- Failed:' "$1" | tr -d ',' |
        awk '{ for (i = 1; i < NF; i++) { if ($i == "Failed:") f += $(i + 1); if ($i == "Passed:") p += $(i + 1); if ($i == "Skipped:") s += $(i + 1) } }
             END { print f + 0, p + 0, s + 0 }')
    passed=$((passed + successes)) failed=$((failed + failures))
    grep -aE -A 6 '^ +Failed [A-Z]' "$1" >"$scratch/failed-tests" || true
    echo "tests: $successes passed, $failures failed, $skipped skipped"
}

no_test_was_skipped() { [ "${skipped:-none}" = 0 ] || { echo "skipped: ${skipped:-dotnet test was not run}"; return 1; }; }

# A command of the tool that the README never runs would never be run here either.
readme_shows_every_command() {
    local command commands shown missing=0
    shown=$(readme_commands)
    commands=$(publish/rpchttp --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]\+\) .*/\1/p')
    [ -n "$commands" ] || return 1
    for command in $commands; do
        grep -qE "(rpchttp|--) $command( |$)" <<<"$shown" || { echo "not in README.md: rpchttp $command"; missing=1; }
    done
    return $missing
}
