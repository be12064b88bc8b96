# Sourced by run and grow: the processes of a measurement, on ports of their own.
work=$(mktemp -d)
logs=${logs:-$work}
mkdir -p "$logs"
pids=()

plain_port=17100 haproxy_port=17101 haproxy2_port=17102
echo_port=17201 relay_port=17202 inbound_port=17080 outbound_port=17081
inbound_admin=17090 outbound_admin=17091

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

# start_roles WINDOW [proxy options]: HAProxy as one and as two TCP hops before a plain end; our proxies, a backend with the echo service,
# and one whose service is the plain end.
start_roles() {
    local window=$1
    shift
    cat >"$work/haproxy.cfg" <<CFG
global
    maxconn 9000
defaults
    mode tcp
    timeout connect 5s
    timeout client 1h
    timeout server 1h
listen one_hop
    bind 127.0.0.1:$haproxy_port
    server plain 127.0.0.1:$plain_port
listen two_hops
    bind 127.0.0.1:$haproxy2_port
    server one_hop 127.0.0.1:$haproxy_port
CFG
    local allowed=(--allow "127.0.0.1:$echo_port" --allow "127.0.0.1:$relay_port")
    start plain $plain_port "$RPCHTTP" bench serve --listen "tcp://127.0.0.1:$plain_port"
    start haproxy $haproxy2_port haproxy -f "$work/haproxy.cfg"
    start backend $echo_port "$RPCHTTP" backend --listen "127.0.0.1:$echo_port" --service echo --receive-window "$window" "$@"
    backend_pid=$started
    start relay $relay_port "$RPCHTTP" backend --listen "127.0.0.1:$relay_port" --service "tcp:127.0.0.1:$plain_port" --receive-window "$window" "$@"
    start inbound $inbound_port "$RPCHTTP" proxy --role inbound --listen "http://127.0.0.1:$inbound_port" "${allowed[@]}" \
        --receive-window "$window" --admin "http://127.0.0.1:$inbound_admin" "$@"
    inbound_pid=$started
    start outbound $outbound_port "$RPCHTTP" proxy --role outbound --listen "http://127.0.0.1:$outbound_port" "${allowed[@]}" \
        --receive-window "$window" --admin "http://127.0.0.1:$outbound_admin" "$@"
    outbound_pid=$started
}

# start_encrypted_proxies: a backend, proxies that listen with TLS, and HAProxy before each, which takes plain connections.
start_encrypted_proxies() {
    local allowed=(--allow "127.0.0.1:$echo_port" --cert "$work/cert.pem" --key "$work/key.pem")
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 -subj /CN=127.0.0.1 2>/dev/null
    chmod 600 "$work/key.pem"
    start backend $echo_port "$RPCHTTP" backend --listen "127.0.0.1:$echo_port" --service echo
    start inbound $inbound_port "$RPCHTTP" proxy --role inbound --listen "https://127.0.0.1:$inbound_port" "${allowed[@]}"
    inbound_pid=$started
    start outbound $outbound_port "$RPCHTTP" proxy --role outbound --listen "https://127.0.0.1:$outbound_port" "${allowed[@]}"
    outbound_pid=$started
    cat >"$work/haproxy.cfg" <<CFG
global
    maxconn 9500
defaults
    mode tcp
    timeout connect 5s
    timeout client 1h
    timeout server 1h
listen inbound
    bind 127.0.0.1:$haproxy_port
    server inbound 127.0.0.1:$inbound_port ssl verify none
listen outbound
    bind 127.0.0.1:$haproxy2_port
    server outbound 127.0.0.1:$outbound_port ssl verify none
CFG
    start haproxy $haproxy2_port haproxy -f "$work/haproxy.cfg"
}

# Bytes that both proxies have allocated so far.
allocated() {
    local port sum=0
    for port in $inbound_admin $outbound_admin; do
        sum=$((sum + $(curl --silent "http://127.0.0.1:$port/counters" | sed -n 's/.*"allocatedBytes": *\([0-9]*\).*/\1/p')))
    done
    echo $sum
}
