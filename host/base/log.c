#include "base/log.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOG_LIMIT = 1024 * 1024, LINE_LIMIT = 1024 };

static int log_fd = -1;
static bool log_quiet = false;

bool ck_log_open(const char *path, bool quiet, struct ck_error *err)
{
    struct stat st;
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0) {
        return ck_fail_errno(err, errno, "opening the log");
    }
    if (fstat(fd, &st) == 0 && st.st_size > LOG_LIMIT) {
        (void)!ftruncate(fd, 0);
    }
    if (log_fd >= 0) {
        (void)close(log_fd);
    }
    log_fd = fd;
    log_quiet = quiet;
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
        (void)!write(log_fd, line, len);
    }
    if (!log_quiet) {
        (void)!write(STDERR_FILENO, line, len);
    }
}

int ck_log_address_len(const char *address)
{
    size_t len = strcspn(address, "?#");

    return len < 300 ? (int)len : 300;
}
