// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <zlib.h>

// `deflateInit2` is a macro, which Swift cannot call. 31 stands for the largest window with gzip's own head and tail.
static inline int belfry_gzip_begin(z_stream *s, int level) {
    return deflateInit2(s, level, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY);
}
