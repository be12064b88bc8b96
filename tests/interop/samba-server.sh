#!/bin/bash
# samba-server.sh DIRECTORY ADDRESS: a real RPC server, Samba's samba-dcerpcd, at ncacn_ip_tcp:ADDRESS[135], in the foreground.
# State goes to DIRECTORY. With SAMBA_PASSWORD set, an account "root" with that password is there for calls that authenticate.
# Needs root, for the port. It starts workers: begin it with setsid, and end its whole group.
set -euo pipefail
directory=$(realpath -m "$1") address=$2
mkdir -p "$directory"/{private,lock,state,cache,ncalrpc,pid}
cat >"$directory/smb.conf" <<CONF
[global]
  server role = standalone server
  netbios name = RPCHTTP
  interfaces = $address/8
  bind interfaces only = yes
  disable netbios = yes
  rpc start on demand helpers = no
  private dir = $directory/private
  passdb backend = tdbsam:$directory/private/passdb.tdb
  lock directory = $directory/lock
  state directory = $directory/state
  cache directory = $directory/cache
  ncalrpc dir = $directory/ncalrpc
  pid directory = $directory/pid
  load printers = no
  disable spoolss = yes
  allow dcerpc auth level connect = yes
CONF
if [ -n "${SAMBA_PASSWORD:-}" ]; then
    printf '%s\n%s\n' "$SAMBA_PASSWORD" "$SAMBA_PASSWORD" | smbpasswd -c "$directory/smb.conf" -s -a root >/dev/null
fi
exec /usr/libexec/samba/samba-dcerpcd --libexec-rpcds --foreground --no-process-group --debug-stdout --configfile="$directory/smb.conf"
