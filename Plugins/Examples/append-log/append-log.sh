#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Appends each message to a file, one line each: a process plugin for Belfry in POSIX shell and awk.

LC_ALL=C
export LC_ALL
file=

# The first string in the request that has this name, in one line and without escapes. A quotation mark within a string
# is always escaped, so no text can be taken for a name.
string_named() {
    printf '%s\n' "$request" | awk -v name="$1" '{
        start = index($0, "\"" name "\":\"")
        if (!start) exit
        for (i = start + length(name) + 4; i <= length($0); i++) {
            c = substr($0, i, 1)
            if (c == "\"") break
            if (c == "\\") {
                c = substr($0, ++i, 1)
                if (c == "u") { i += 4; c = " " }
                else if (c ~ /[bfnrt]/) c = " "
            }
            if (c == " " && last == " ") continue
            last = c
            text = text c
        }
        printf "%s", text
    }'
}

answer() { printf '{"id":%s,%s}\n' "$id" "$1"; }

while IFS= read -r request; do
    # The hub writes the keys in order: "id" comes first.
    id=$(printf '%.40s' "$request" | sed -n 's/^{"id":\([0-9][0-9]*\),.*/\1/p')
    case $(string_named method) in
    describe)
        answer '"result":{"name":"append-log","version":"1.0","summary":"Appends each message to a file.",
            "formats":["text"],"limits":{"body":{"max":2000,"unit":"bytes"}},"concurrency":1,"order":"all",
            "settings":{"type":"object","required":["file"],"properties":{
            "file":{"type":"string","format":"path","description":"The file to append to."}}}}' | tr -d '\n'
        echo
        ;;
    configure)
        file=$(string_named file)
        if [ -n "$file" ] && : >>"$file"; then
            answer '"result":{}'
        else
            answer '"error":{"error_type":"config_invalid","message":"the file cannot be written","where":"/file"}'
        fi
        ;;
    deliver)
        if printf '%s [%s] %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(string_named to)" "$(string_named body)" >>"$file"
        then
            answer '"result":{"outcome":"delivered"}'
        else
            answer '"result":{"outcome":"failed","fault":{"error_type":"provider_unavailable",
                "message":"the file cannot be written"}}' | tr -d '\n'
            echo
        fi
        ;;
    shutdown) exit 0 ;;
    *) answer '"error":{"error_type":"unsupported_feature","message":"there is no such method"}' ;;
    esac
done
