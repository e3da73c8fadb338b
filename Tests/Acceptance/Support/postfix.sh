#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a Postfix of its own, until it is ended: postfix.sh PROGRAMS PORT RELAY_PORT LIFETIME, with its
# settings in the folder MAIL_CONFIG.
# PROGRAMS is the folder that holds Debian's `usr` and `etc`. Everything goes on to the relay, whoever it is for, and
# is given back after LIFETIME.
set -eu
programs=$1 port=$2 relay=$3 lifetime=$4
here=$(dirname "$MAIL_CONFIG")
mkdir -p "$MAIL_CONFIG" "$here/queue" "$here/data"

# The accounts of an installed Postfix, else two that every Debian has and nothing runs as.
owner=daemon group=games
if getent passwd postfix >/dev/null && getent group postdrop >/dev/null; then owner=postfix group=postdrop; fi
chown "$owner" "$here/data"

cat >"$MAIL_CONFIG/main.cf" <<MAIN
compatibility_level = 3.6
maillog_file = /dev/stdout
queue_directory = $here/queue
data_directory = $here/data
command_directory = $programs/usr/sbin
daemon_directory = $programs/usr/lib/postfix/sbin
shlib_directory = $programs/usr/lib/postfix
meta_directory = $programs/etc/postfix
import_environment = LD_LIBRARY_PATH MAIL_CONFIG
mail_owner = $owner
setgid_group = $group
myhostname = relay.market.example
mydestination =
alias_maps =
alias_database =
inet_interfaces = loopback-only
inet_protocols = ipv4
smtp_host_lookup = native
disable_dns_lookups = yes
relayhost = [127.0.0.1]:$relay
# Quick: a mail that is put off is told of at once and tried every second.
delay_warning_time = 1s
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
maximal_queue_lifetime = $lifetime
bounce_queue_lifetime = $lifetime
MAIN

cat >"$MAIL_CONFIG/master.cf" <<MASTER
127.0.0.1:$port inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
MASTER

postfix check >&2
"$programs/usr/lib/postfix/sbin/master" -s &
master=$!
# Where this shell is killed, whoever started it lets go of its input sooner or later.
exec 3<&0
(while read -r _; do :; done; kill "$master") <&3 >/dev/null 2>&1 &
watch=$!
trap 'kill "$watch" "$master"' TERM
# The signal ends the first wait, the master the second.
wait "$master" || wait "$master" || true
