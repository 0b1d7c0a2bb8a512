#include "base/log.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LINE_LIMIT = 1024, PATH_LIMIT = 4096 };

static int log_fd = -1;
static char log_path[PATH_LIMIT];
static bool log_quiet = false;

static int open_file(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* The full file makes way, unless another process has seen to that already. Its lock
 * keeps two from doing so at once, of whom the second would set aside the new file. */
static void set_aside(const struct stat *full)
{
    char older[PATH_LIMIT + 2];
    struct stat named;

    if (flock(log_fd, LOCK_EX | LOCK_NB) != 0) {
        return;
    }
    if (lstat(log_path, &named) == 0 && named.st_ino == full->st_ino &&
        named.st_dev == full->st_dev) {
        (void)snprintf(older, sizeof(older), "%s.1", log_path);
        (void)rename(log_path, older);
    }
    (void)flock(log_fd, LOCK_UN);
}

/* Goes over to a new file when ours is full. Where that fails, ours is gone on with. */
static void rotate(void)
{
    struct stat st;
    int fd;

    if (fstat(log_fd, &st) != 0 || st.st_size < CK_LOG_MAX) {
        return;
    }
    set_aside(&st);
    fd = open_file(log_path);
    if (fd >= 0) {
        (void)close(log_fd);
        log_fd = fd;
    }
}

bool ck_log_open(const char *path, bool quiet, struct ck_error *err)
{
    int fd = strlen(path) < sizeof(log_path) ? open_file(path) : -1;

    if (fd < 0) {
        return ck_fail_errno(err, errno, "opening the log");
    }
    if (log_fd >= 0) {
        (void)close(log_fd);
    }
    log_fd = fd;
    log_quiet = quiet;
    (void)snprintf(log_path, sizeof(log_path), "%s", path);
    return true;
}

void ck_log(const char *format, ...)
{
    char line[LINE_LIMIT];
    struct tm tm;
    time_t now = time(NULL);
    size_t len;
    int written;
    va_list args;

    (void)gmtime_r(&now, &tm);
    len = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%SZ ", &tm);
    written = snprintf(line + len, sizeof(line) - len, "[%ld] ", (long)getpid());
    len += written > 0 ? (size_t)written : 0;
    va_start(args, format);
    (void)vsnprintf(line + len, sizeof(line) - len - 1, format, args);
    va_end(args);
    len = strlen(line);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7f) {
            line[i] = ' ';
        }
    }
    line[len++] = '\n';
    if (log_fd >= 0) {
        rotate();
        (void)!write(log_fd, line, len);
    }
    if (!log_quiet) {
        (void)!write(STDERR_FILENO, line, len);
    }
}

bool ck_log_erase(const char *path, struct ck_error *err)
{
    char older[PATH_LIMIT + 2];
    int fd = open(path, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC);
    bool ok = fd >= 0 || errno == ENOENT || ck_fail_errno(err, errno, "emptying the log");

    if (fd >= 0) {
        (void)close(fd);
    }
    (void)snprintf(older, sizeof(older), "%s.1", path);
    return ok && (unlink(older) == 0 || errno == ENOENT ||
                  ck_fail_errno(err, errno, "removing the older log"));
}

int ck_log_address_len(const char *address)
{
    size_t len = strcspn(address, "?#");

    return len < 300 ? (int)len : 300;
}
