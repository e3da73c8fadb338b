// SPDX-License-Identifier: Apache-2.0
//
// Stands between a program and the C library (LD_PRELOAD), and plays the machine's accidents: death at the n-th write
// or sync of a file, a full disk, a disk that fails to sync, a wall clock that jumps.
//
// INTERPOSER_CONTROL names a file of eight 64-bit numbers, which the test changes while the program runs:
//   0 operations on the watched files so far (written here)    4 nanoseconds added to the wall clock
//   1 the operation at which the process dies; 0 for none      5 syncs fail with EIO while this is not 0
//   2 how: 0 before it, 1 half-way through a write, 2 after    6, 7 unused
//   3 writes fail with ENOSPC while this is not 0
// INTERPOSER_FILE is a part of the watched files' paths.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static _Atomic int64_t *control;
static const char *watched;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("INTERPOSER_CONTROL");
    watched = getenv("INTERPOSER_FILE");
    if (!path) return;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void *page = mmap(NULL, 64, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (page != MAP_FAILED) control = page;
}

#define NEXT(name) \
    static __typeof__(name) *next; \
    if (!next) next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int is_watched(int file) {
    if (!control || !watched) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, watched) != NULL;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// The number of the operation that begins, and whether the process is to die in it.
static int is_last(void) {
    int64_t number = atomic_fetch_add(&control[0], 1) + 1;
    return control[1] != 0 && number == control[1];
}

#define WRITING(call_half, call_whole) \
    if (!is_watched(file)) return call_whole; \
    if (control[3]) { errno = ENOSPC; return -1; } \
    int last = is_last(); \
    if (last && control[2] == 0) die(); \
    if (last && control[2] == 1) { (void)!(call_half); die(); } \
    __typeof__(call_whole) result = call_whole; \
    if (last) die(); \
    return result

ssize_t write(int file, const void *bytes, size_t count) {
    NEXT(write);
    WRITING(next(file, bytes, count / 2), next(file, bytes, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    NEXT(pwrite);
    WRITING(next(file, bytes, count / 2, place), next(file, bytes, count, place));
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
    NEXT(pwrite64);
    WRITING(next(file, bytes, count / 2, place), next(file, bytes, count, place));
}

#define CHANGING(call) \
    if (!is_watched(file)) return call; \
    int last = is_last(); \
    if (last && control[2] != 2) die(); \
    int result = call; \
    if (last) die(); \
    return result

int ftruncate(int file, off_t size) { NEXT(ftruncate); CHANGING(next(file, size)); }

int ftruncate64(int file, off64_t size) { NEXT(ftruncate64); CHANGING(next(file, size)); }

#define SYNCING(call) \
    if (control && control[5] && is_watched(file)) { errno = EIO; return -1; } \
    CHANGING(call)

int fsync(int file) { NEXT(fsync); SYNCING(next(file)); }

int fdatasync(int file) { NEXT(fdatasync); SYNCING(next(file)); }

static int64_t shift(void) { return control ? control[4] : 0; }

int clock_gettime(clockid_t which, struct timespec *moment) {
    NEXT(clock_gettime);
    int result = next(which, moment);
    int64_t nanoseconds = result == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE) ? shift() : 0;
    if (nanoseconds) {
        nanoseconds += moment->tv_nsec;
        moment->tv_sec += nanoseconds / 1000000000;
        moment->tv_nsec = nanoseconds % 1000000000;
        if (moment->tv_nsec < 0) { moment->tv_nsec += 1000000000; moment->tv_sec -= 1; }
    }
    return result;
}

int gettimeofday(struct timeval *restrict moment, void *restrict zone) {
    (void)zone;
    struct timespec exact;
    int result = clock_gettime(CLOCK_REALTIME, &exact);
    moment->tv_sec = exact.tv_sec;
    moment->tv_usec = exact.tv_nsec / 1000;
    return result;
}

time_t time(time_t *moment) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (moment) *moment = exact.tv_sec;
    return exact.tv_sec;
}
