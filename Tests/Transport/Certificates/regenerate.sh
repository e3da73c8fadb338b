#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes the certificates of the tests anew: an authority, and three servers that it vouches for. Of the authority's key
# nothing is kept. None of them protects anything: their keys are public.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# NAME SUBJECT FROM TO EXTENSIONS...: a key and a certificate, signed by the authority, or by itself without one.
make() {
    name=$1 subject=$2 from=$3 to=$4
    shift 4
    openssl ecparam -name prime256v1 -genkey -noout -out "$work/$name.key"
    openssl req -new -key "$work/$name.key" -subj "/CN=$subject" -out "$work/$name.csr"
    printf '%s\n' "$@" > "$work/$name.ext"
    if [ -e "$work/authority.pem" ]; then
        signer="-cert $work/authority.pem -keyfile $work/authority.key"
    else
        signer="-selfsign -keyfile $work/$name.key"
    fi
    : > "$work/index"
    openssl rand -hex 16 > "$work/serial"
    openssl ca -batch -notext -config "$work/ca.conf" $signer -in "$work/$name.csr" -extfile "$work/$name.ext" \
        -startdate "$from" -enddate "$to" -out "$work/$name.pem" 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
}

cat > "$work/ca.conf" <<EOF
[ca]
default_ca = test
[test]
new_certs_dir = $work
database = $work/index
serial = $work/serial
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
EOF

start=20200101000000Z end=21200101000000Z
make authority "Belfry test authority" $start $end "basicConstraints=critical,CA:true" "keyUsage=critical,keyCertSign" \
    "subjectKeyIdentifier=hash"
here="subjectAltName=DNS:localhost,IP:127.0.0.1" by="authorityKeyIdentifier=keyid"
make localhost localhost $start $end "$here" "$by"
make expired localhost $start 20210101000000Z "$here" "$by"
make elsewhere elsewhere.example $start $end "subjectAltName=DNS:elsewhere.example" "$by"

cp "$work/authority.pem" authority.pem
for name in localhost expired elsewhere; do
    cp "$work/$name.pem" "$name.pem"
    openssl pkcs8 -topk8 -nocrypt -in "$work/$name.key" -out "$name.key"
    chmod 644 "$name.key"
done
