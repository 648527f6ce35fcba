/* Lets the n-th call of a kind that changes something below a folder fail: preloaded into a program under test.
 *   FAULT_UNDER  the folder      FAULT_AT  which call, from 1
 *   FAULT_KIND   EIO, ENOSPC (any call), SHORT (half of a write), FSYNC (a failing fsync or fdatasync)
 * When it strikes it says "fault" on standard error. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls;

static int below(const char *path) {
    const char *under = getenv("FAULT_UNDER");
    return under && path && strncmp(path, under, strlen(under)) == 0;
}

static int below_fd(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static int strikes(void) {
    const char *at = getenv("FAULT_AT");
    if (!at || __sync_add_and_fetch(&calls, 1) != atol(at)) return 0;
    dprintf(2, "fault\n");
    return 1;
}

static int kind(const char *name) {
    const char *wanted = getenv("FAULT_KIND");
    return wanted && strcmp(wanted, name) == 0;
}

/* Any changing call fails with this kind of error. */
static int fails(int here) {
    if (!here || !(kind("EIO") || kind("ENOSPC")) || !strikes()) return 0;
    errno = kind("EIO") ? EIO : ENOSPC;
    return 1;
}

#define REAL(name, ...) ((__VA_ARGS__)dlsym(RTLD_NEXT, name))

ssize_t write(int fd, const void *from, size_t count) {
    ssize_t (*real)(int, const void *, size_t) = REAL("write", ssize_t(*)(int, const void *, size_t));
    if (fd > 2 && below_fd(fd)) {
        if (kind("SHORT") && count > 1 && strikes()) return real(fd, from, count / 2);
        if (fails(1)) return -1;
    }
    return real(fd, from, count);
}

static int sync_with(const char *name, int fd) {
    int (*real)(int) = REAL(name, int (*)(int));
    if (below_fd(fd)) {
        if (kind("FSYNC") && strikes()) { errno = EIO; return -1; }
        if (fails(1)) return -1;
    }
    return real(fd);
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }

int rename(const char *from, const char *to) {
    int (*real)(const char *, const char *) = REAL("rename", int (*)(const char *, const char *));
    return fails(below(to)) ? -1 : real(from, to);
}

int mkdir(const char *path, mode_t mode) {
    int (*real)(const char *, mode_t) = REAL("mkdir", int (*)(const char *, mode_t));
    return fails(below(path)) ? -1 : real(path, mode);
}

int open64(const char *path, int flags, ...) {
    int (*real)(const char *, int, ...) = REAL("open64", int (*)(const char *, int, ...));
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if ((flags & O_CREAT) && fails(below(path))) return -1;
    return real(path, flags, mode);
}
