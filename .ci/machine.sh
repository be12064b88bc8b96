# Sourced by run: what the machine must have. Whatever is there already stays untouched.

base_image=rpchttp-base-$$       # another run on this machine has another
packages=(
    python3-impacket python3-samba samba haproxy tinyproxy      # peers of the end-to-end tests
    freerdp2-x11 xvfb                                           # a client that knows gateways, and a screen for it
    gss-ntlmssp krb5-kdc krb5-admin-server krb5-user            # NTLM and Kerberos: the proxy's side, and a realm of the tests' own
    python3-gssapi                                              # a client that names any channel binding
    gcc libc6-dev gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static   # the layout of what the kernel is told, for both processors
    tshark graphviz                                             # judges of bytes and pictures
    docker.io docker-compose debootstrap iptables ca-certificates
    curl openssl procps util-linux
)

# Debian's client fits Debian's daemon and Compose.
export PATH=/usr/bin:/usr/sbin:$PATH

install_packages() {
    local missing=() package
    for package in "${packages[@]}"; do
        dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || { echo "all there"; return 0; }
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$scratch/apt.log" 2>&1 || {
        tail -20 "$scratch/apt.log"
        return 1
    }
}

start_docker() {
    if docker info >/dev/null 2>&1; then echo "runs already"; return 0; fi
    mkdir -p "$scratch/docker"
    setsid dockerd --data-root "$scratch/docker/data" --exec-root "$scratch/docker/exec" --pidfile "$scratch/docker/pid" \
        >"$scratch/dockerd.log" 2>&1 </dev/null &
    dockerd=$!
    disown
    for _ in $(seq 120); do
        docker info >/dev/null 2>&1 && return 0
        kill -0 "$dockerd" 2>/dev/null || break
        sleep 0.5
    done
    tail -20 "$scratch/dockerd.log"
    return 1
}

# A minimal Debian with this machine's own .NET runtime, where the official aspnet image has it.
make_base_image() {
    local root=$scratch/root dotnet mirror codename
    dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $codename" | head -1)
    eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
    [ -z "${http_proxy:-}" ] || export http_proxy
    debootstrap --variant=minbase --include=libssl3,libstdc++6 "$codename" "$root" "${mirror:-http://deb.debian.org/debian}" \
        >"$scratch/debootstrap.log" 2>&1 || { tail -20 "$scratch/debootstrap.log"; return 1; }
    mkdir -p "$root/usr/share/dotnet" &&
        cp -r "$dotnet"/{dotnet,host,shared} "$root/usr/share/dotnet/" &&
        tar -C "$root" -c . | docker import - $base_image >/dev/null &&
        rm -rf "$root"
}

# Takes back what was made: containers, network and volume by the compose file, the images, and the daemon if it is ours.
stop_docker() {
    if docker info >/dev/null 2>&1; then
        docker-compose down --volumes --remove-orphans >/dev/null 2>&1 || true
        docker rmi --force $base_image >/dev/null 2>&1 || true
    fi
    [ -n "${dockerd:-}" ] || return 0
    kill "$dockerd" 2>/dev/null || true
    for _ in $(seq 60); do
        kill -0 "$dockerd" 2>/dev/null || break
        sleep 0.5
    done
}
