#!/bin/bash
# kdc.sh DIRECTORY PORT: a Kerberos KDC (MIT) for the realm LAB.EXAMPLE at 127.0.0.1:PORT, in the foreground. All it has is in DIRECTORY:
#   krb5.conf      for KRB5_CONFIG of whoever is to use the realm
#   proxy.keytab   for KRB5_KTNAME of the proxy, which is HTTP/localhost
#   alice.keytab   for kinit -k -t; her password is "right"
set -euo pipefail
mkdir -p "$1"
directory=$(realpath "$1") port=$2 realm=LAB.EXAMPLE
export PATH=/usr/sbin:$PATH KRB5_CONFIG=$directory/krb5.conf KRB5_KDC_PROFILE=$directory/kdc.conf
cat >"$KRB5_CONFIG" <<CONF
[libdefaults]
  default_realm = $realm
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  rdns = false
[realms]
  $realm = {
    kdc = 127.0.0.1:$port
  }
[domain_realm]
  localhost = $realm
CONF
cat >"$KRB5_KDC_PROFILE" <<CONF
[realms]
  $realm = {
    database_name = $directory/principal
    key_stash_file = $directory/stash
    acl_file = $directory/kadm5.acl
    kdc_listen = 127.0.0.1:$port
    kdc_tcp_listen = 127.0.0.1:$port
  }
[logging]
  kdc = STDERR
CONF
touch "$directory/kadm5.acl"
kdb5_util create -s -r $realm -P "of no importance" >/dev/null
kadmin.local -r $realm addprinc -pw right alice >/dev/null
kadmin.local -r $realm addprinc -randkey HTTP/localhost >/dev/null
kadmin.local -r $realm ktadd -k "$directory/proxy.keytab" HTTP/localhost >/dev/null
kadmin.local -r $realm ktadd -norandkey -k "$directory/alice.keytab" alice >/dev/null
exec krb5kdc -n -r $realm
