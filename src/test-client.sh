#!/bin/sh
# test-client INBOUND OUTBOUND SERVER TRACES: all that a client can do, one after the other, then the story of one connection.
set -eu
inbound=$1 outbound=$2 server=$3 traces=$4

run() {
    echo
    echo "\$ rpchttp $*"
    rpchttp "$@"
}

# Proxies that were started this moment may not listen yet.
attempts=30
until rpchttp echo --proxy "$inbound" >/dev/null 2>&1 && rpchttp echo --proxy "$outbound" --method out >/dev/null 2>&1; do
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || break
    sleep 1
done

through="--inbound $inbound --outbound $outbound --server $server --trace $traces --node test-client"
run determine --proxy "$inbound"
run echo --proxy "$inbound" --method in
run echo --proxy "$outbound" --method out
run open $through
run call $through echodata 60000
run call $through sink 16M
run call $through source 16M
story=$(run call $through addone 41)
echo "$story"

# The line of the call that begins with "open" ends with the virtual connection's cookie.
cookie=$(echo "$story" | awk '$1 == "open" { print $NF }')
run trace "$traces" --cookie "$cookie"
