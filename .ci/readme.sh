# Sourced by run: does what README.md and specs/commands/*.md say. Their ```sh blocks are commands for the reader, in order; they run here
# in one shell, file after file. What ran is printed at the end, by file, and a block that did not run is a failure.

command_pages() { printf '%s\n' README.md specs/commands/*.md; }

# The commands of a page, one a line, each behind the number of its block and a blank; a line that ends with a backslash goes on in the next.
page_commands() {
    sed -e ':a' -e '/\\$/{N; s/\\\n *//; ta' -e '}' "$1" |
        awk '/^```/ { inside = ($0 == "```sh"); block += inside; next } inside && NF { print block " " $0 }'
}

# Counted apart from page_commands, in case that one loses a block: fences are told apart here by nothing but their beginning, wherever they stand.
count_blocks() { grep -cE '^[[:space:]]*(```+|~~~+)[[:space:]]*(sh|bash|shell)' "$1" || true; }

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
    local page
    blocks_run=()               # a line "PAGE: N blocks, M commands" each
    while IFS= read -r page <&5; do run_page "$page"; done 5< <(command_pages)
}

run_page() {
    local page=$1 block command code number=0 blocks=0 last= output
    while read -r block command <&4; do
        number=$((number + 1)) code=0 output=$scratch/page-$number.log
        [ "$block" = "$last" ] || { blocks=$((blocks + 1)) last=$block; echo "======  $page, block $block"; }
        echo "------  \$ $command"
        eval "$command" >"$output" 2>&1 </dev/null || code=$?
        jobs >"$scratch/jobs"   # as before a prompt: forgets those that have ended, so that the next is %1 again
        await_listeners "$command" || code=$?
        cat "$output"
        [ -z "$(tail -c 1 "$output")" ] || echo
        report $code "$page: $command"
        # Only a run of all tests counts towards the sum; the fast ones are among them.
        case $command in "dotnet test") count_tests "$output" ;; esac
    done 4< <(page_commands "$page")
    blocks_run+=("$page: $blocks blocks, $number commands")
}

# Each page has run, and each of its blocks.
every_block_has_run() {
    local page lost=0
    printf '%s\n' "${blocks_run[@]}"
    while IFS= read -r page; do
        printf '%s\n' "${blocks_run[@]}" | grep -q "^$page: $(count_blocks "$page") blocks, " ||
            { echo "$page has $(count_blocks "$page") blocks"; lost=1; }
    done < <(command_pages)
    return $lost
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

# A command of the tool that no page runs would never be run here either.
pages_show_every_command() {
    local page command commands shown missing=0
    shown=$(while IFS= read -r page; do page_commands "$page"; done < <(command_pages))
    commands=$(publish/rpchttp --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]\+\) .*/\1/p')
    [ -n "$commands" ] || return 1
    for command in $commands; do
        grep -qE "(rpchttp|--) $command( |$)" <<<"$shown" || { echo "in no sh block of README.md or specs/commands: rpchttp $command"; missing=1; }
    done
    return $missing
}
