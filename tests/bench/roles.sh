# Sourced by grow: the processes of a measurement, on ports of their own.
work=$(mktemp -d)
logs=${logs:-$work}
mkdir -p "$logs"
pids=()

echo_port=17201 inbound_port=17080 outbound_port=17081

stop_roles() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    pids=()
}
trap 'stop_roles; rm -rf "$work"' EXIT

if [ -z "${RPCHTTP:-}" ]; then
    dotnet build "$root/src/RpcHttpProxy.Tool" -c Release -v q -nologo >"$logs/build.log" || { cat "$logs/build.log" >&2; exit 1; }
    RPCHTTP=$root/src/RpcHttpProxy.Tool/bin/Release/net10.0/rpchttp
fi

# start NAME PORT COMMAND...: runs a process and waits until it listens; its id is in $started.
start() {
    local name=$1 port=$2
    shift 2
    "$@" >"$logs/$name.log" 2>&1 &
    started=$!
    pids+=("$started")
    for _ in $(seq 200); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
        kill -0 "$started" 2>/dev/null || break
        sleep 0.1
    done
    echo "$name doesn't listen on port $port:" >&2
    cat "$logs/$name.log" >&2
    exit 1
}
