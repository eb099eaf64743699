/* Preloaded into the real daemon by tests of a disk that refuses. While the file HELHED_FAULT exists, every operation that
 * would change something below HELHED_FAULT_ROOT fails with the errno that stands in it; behind the number may stand what
 * is spared: the beginning of a path below the root. Reading goes on. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include "shim.h"

static char root[PATH_MAX];
static size_t root_length;
static const char *fault;

static int real_openat(int folder, const char *path, int flags, mode_t mode) {
    REAL("openat64", int (*)(int, const char *, int, ...));
    return real(folder, path, flags, mode);
}

__attribute__((constructor)) static void begin(void) {
    const char *below = getenv("HELHED_FAULT_ROOT");
    fault = getenv("HELHED_FAULT");
    if (!below || !realpath(below, root)) fault = NULL;
    root_length = strlen(root);
}

/* The errno with which an operation on this path fails now, or 0. */
static int refusal(const char *path) {
    if (!fault || strncmp(path, root, root_length) != 0 || path[root_length] != '/') return 0;
    int saved = errno, number = 0;
    char text[256], spared[200] = "";
    int fd = real_openat(AT_FDCWD, fault, O_RDONLY | O_CLOEXEC, 0);
    if (fd >= 0) {
        ssize_t length = read(fd, text, sizeof text - 1);
        close(fd);
        if (length > 0) {
            text[length] = '\0';
            if (sscanf(text, "%d %199s", &number, spared) < 1) number = 0;
        }
    }
    errno = saved;
    if (spared[0] && strncmp(path + root_length + 1, spared, strlen(spared)) == 0) return 0;
    return number;
}

static int refusal_of(int fd) {
    char link[64], path[PATH_MAX];
    if (!fault) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    return refusal(path);
}

static int refusal_at(int folder, const char *path) {
    char link[64], base[PATH_MAX], whole[2 * PATH_MAX];
    if (!fault || !path) return 0;
    if (path[0] == '/') return refusal(path);
    if (folder == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) return 0;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, base, sizeof base - 1);
        if (length < 0) return 0;
        base[length] = '\0';
    }
    snprintf(whole, sizeof whole, "%s/%s", base, path);
    return refusal(whole);
}

#define REFUSE(number) \
    do { \
        int refused = (number); \
        if (refused) { \
            errno = refused; \
            return -1; \
        } \
    } while (0)

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    if ((flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC)) REFUSE(refusal_at(folder, path));
    return real_openat(folder, path, flags, mode);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t));
    REFUSE(refusal_of(fd));
    return real(fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return pwrite64(fd, bytes, count, offset); }

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL("write", ssize_t (*)(int, const void *, size_t));
    REFUSE(refusal_of(fd));
    return real(fd, bytes, count);
}

int ftruncate64(int fd, off64_t length) {
    REAL("ftruncate64", int (*)(int, off64_t));
    REFUSE(refusal_of(fd));
    return real(fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int fsync(int fd) {
    REAL("fsync", int (*)(int));
    REFUSE(refusal_of(fd));
    return real(fd);
}

int fdatasync(int fd) {
    REAL("fdatasync", int (*)(int));
    REFUSE(refusal_of(fd));
    return real(fd);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    REAL("renameat", int (*)(int, const char *, int, const char *));
    REFUSE(refusal_at(to_folder, to));
    return real(from_folder, from, to_folder, to);
}

int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int folder, const char *path, int flags) {
    REAL("unlinkat", int (*)(int, const char *, int));
    REFUSE(refusal_at(folder, path));
    return real(folder, path, flags);
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int mkdirat(int folder, const char *path, mode_t mode) {
    REAL("mkdirat", int (*)(int, const char *, mode_t));
    REFUSE(refusal_at(folder, path));
    return real(folder, path, mode);
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
