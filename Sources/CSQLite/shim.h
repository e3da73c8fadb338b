// SPDX-License-Identifier: Apache-2.0

// What SQLite offers through functions of any number of arguments, which Swift cannot call.
#pragma once

int sqlite3_config(int option, ...);

// `SQLITE_CONFIG_MEMSTATUS`: does not count its memory; only before the library is first used.
static inline int belfry_sqlite_without_memory_count(void) { return sqlite3_config(9, 0); }
