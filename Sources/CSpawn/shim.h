// SPDX-License-Identifier: Apache-2.0

// What the C library offers beyond POSIX for starting a process, and Swift's own module of it does not show.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <unistd.h>

int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions, const char *restrict path);

// A bell: readable once something was written to it; never blocks, and is not handed on to programs.
static inline int belfry_bell(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
