/* Preloaded into the real daemon by the power-cut tests: writes down, in order, everything that it does to the files
 * below HELHED_TRACE_ROOT, with the bytes, into the file HELHED_TRACE. Nothing is changed or delayed but by the lock that
 * makes the order one order: an operation is written down before the next one begins.
 *
 * An entry: "HT" u8 kind u8 pad | u32 length of the path | u32 length of the second path | u64 offset | u64 length of the
 * data | path | second path | data; numbers as the machine has them. tests/src/power/trace.rs reads it. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include "shim.h"

enum kind { CREATE = 1, WRITE, SIZE, RENAME, UNLINK, MKDIR, RMDIR, SYNC };

static char root[PATH_MAX];
static size_t root_length;
static int trace_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t real_write(int fd, const void *bytes, size_t count) {
    REAL("write", ssize_t (*)(int, const void *, size_t));
    return real(fd, bytes, count);
}

static int real_open(const char *path, int flags, mode_t mode) {
    REAL("open64", int (*)(const char *, int, ...));
    return real(path, flags, mode);
}

__attribute__((constructor)) static void begin(void) {
    const char *below = getenv("HELHED_TRACE_ROOT"), *into = getenv("HELHED_TRACE");
    if (!below || !into || !realpath(below, root)) return;
    root_length = strlen(root);
    trace_fd = real_open(into, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The path below the root, or nothing. */
static const char *below_root(const char *path) {
    if (trace_fd < 0 || strncmp(path, root, root_length) != 0) return NULL;
    if (path[root_length] == '\0') return "";
    return path[root_length] == '/' ? path + root_length + 1 : NULL;
}

static const char *path_at(int folder, const char *path, char *buffer) {
    if (trace_fd < 0 || !path) return NULL;
    if (path[0] == '/') return below_root(path);
    char link[64], base[PATH_MAX];
    if (folder == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) return NULL;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, base, sizeof base - 1);
        if (length < 0) return NULL;
        base[length] = '\0';
    }
    if (snprintf(buffer, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return NULL;
    return below_root(buffer);
}

static const char *path_of(int fd, char *buffer) {
    if (trace_fd < 0 || fd == trace_fd) return NULL;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, buffer, PATH_MAX - 1);
    if (length < 0) return NULL;
    buffer[length] = '\0';
    const char *path = below_root(buffer);
    /* A file that has no name any more is nobody's after a power cut. */
    return path && !strstr(path, " (deleted)") ? path : NULL;
}

static void put(const void *bytes, size_t count) {
    const char *from = bytes;
    while (count > 0) {
        ssize_t written = real_write(trace_fd, from, count);
        if (written < 0) {
            if (errno == EINTR) continue;
            abort(); /* A trace with a hole would prove nothing. */
        }
        from += written;
        count -= (size_t)written;
    }
}

static void note(enum kind kind, const char *path, const char *second, uint64_t offset, const void *data, uint64_t length) {
    int saved = errno;
    struct {
        char magic[2];
        uint8_t kind, pad;
        uint32_t path, second;
        uint32_t pad2;
        uint64_t offset, length;
    } head = {{'H', 'T'}, (uint8_t)kind, 0, (uint32_t)strlen(path), second ? (uint32_t)strlen(second) : 0, 0, offset, length};
    put(&head, sizeof head);
    put(path, head.path);
    if (second) put(second, head.second);
    if (data) put(data, length);
    errno = saved;
}

static int opened(int fd, const char *path, int flags, int existed) {
    if (fd >= 0 && path) {
        if (!existed && (flags & O_CREAT)) note(CREATE, path, NULL, 0, NULL, 0);
        if (existed && (flags & O_TRUNC)) note(SIZE, path, NULL, 0, NULL, 0);
    }
    return fd;
}

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    REAL("openat64", int (*)(int, const char *, int, ...));
    char buffer[PATH_MAX];
    const char *below = flags & (O_CREAT | O_TRUNC) ? path_at(folder, path, buffer) : NULL;
    if (!below) return real(folder, path, flags, mode);
    pthread_mutex_lock(&lock);
    int existed = faccessat(folder, path, F_OK, 0) == 0;
    int fd = opened(real(folder, path, flags, mode), below, flags, existed);
    pthread_mutex_unlock(&lock);
    return fd;
}

int creat(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t));
    char buffer[PATH_MAX];
    const char *path = path_of(fd, buffer);
    if (!path) return real(fd, bytes, count, offset);
    pthread_mutex_lock(&lock);
    ssize_t written = real(fd, bytes, count, offset);
    if (written > 0) note(WRITE, path, NULL, (uint64_t)offset, bytes, (uint64_t)written);
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return pwrite64(fd, bytes, count, offset); }

ssize_t write(int fd, const void *bytes, size_t count) {
    char buffer[PATH_MAX];
    struct stat what;
    const char *path = path_of(fd, buffer);
    if (!path || fstat(fd, &what) != 0 || !S_ISREG(what.st_mode)) return real_write(fd, bytes, count);
    pthread_mutex_lock(&lock);
    off_t offset = fcntl(fd, F_GETFL) & O_APPEND ? what.st_size : lseek(fd, 0, SEEK_CUR);
    ssize_t written = real_write(fd, bytes, count);
    if (written > 0) note(WRITE, path, NULL, (uint64_t)offset, bytes, (uint64_t)written);
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL("writev", ssize_t (*)(int, const struct iovec *, int));
    char buffer[PATH_MAX];
    struct stat what;
    const char *path = path_of(fd, buffer);
    if (!path || fstat(fd, &what) != 0 || !S_ISREG(what.st_mode)) return real(fd, parts, count);
    ssize_t all = 0;
    for (int part = 0; part < count; part++) {
        ssize_t written = write(fd, parts[part].iov_base, parts[part].iov_len);
        if (written < 0) return all > 0 ? all : written;
        all += written;
    }
    return all;
}

int ftruncate64(int fd, off64_t length) {
    REAL("ftruncate64", int (*)(int, off64_t));
    char buffer[PATH_MAX];
    const char *path = path_of(fd, buffer);
    if (!path) return real(fd, length);
    pthread_mutex_lock(&lock);
    int done = real(fd, length);
    if (done == 0) note(SIZE, path, NULL, (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int sync_fd(int fd, const char *name) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    char buffer[PATH_MAX];
    const char *path = path_of(fd, buffer);
    if (!path) return real(fd);
    pthread_mutex_lock(&lock);
    int done = real(fd);
    if (done == 0) note(SYNC, path, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd) { return sync_fd(fd, "fsync"); }
int fdatasync(int fd) { return sync_fd(fd, "fdatasync"); }

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    REAL("renameat", int (*)(int, const char *, int, const char *));
    char one[PATH_MAX], other[PATH_MAX];
    const char *before = path_at(from_folder, from, one), *after = path_at(to_folder, to, other);
    if (!before || !after) return real(from_folder, from, to_folder, to);
    pthread_mutex_lock(&lock);
    int done = real(from_folder, from, to_folder, to);
    if (done == 0) note(RENAME, before, after, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int folder, const char *path, int flags) {
    REAL("unlinkat", int (*)(int, const char *, int));
    char buffer[PATH_MAX];
    const char *below = path_at(folder, path, buffer);
    if (!below) return real(folder, path, flags);
    pthread_mutex_lock(&lock);
    int done = real(folder, path, flags);
    if (done == 0) note(flags & AT_REMOVEDIR ? RMDIR : UNLINK, below, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int folder, const char *path, mode_t mode) {
    REAL("mkdirat", int (*)(int, const char *, mode_t));
    char buffer[PATH_MAX];
    const char *below = path_at(folder, path, buffer);
    if (!below) return real(folder, path, mode);
    pthread_mutex_lock(&lock);
    int done = real(folder, path, mode);
    if (done == 0) note(MKDIR, below, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
