/* doctor_text.c - the one text for people who ask for help. */
#include "base/buf.h"
#include "base/io.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/version.h"
#include "desktop/doctor.h"
#include "desktop/places.h"
#include "desktop/redact.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { LOG_LINES = 40, TEXT_MAX = 1024 * 1024 };

/* 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"', os-release(5). */
static void add_release(struct ck_buf *text)
{
    static const char key[] = "\nPRETTY_NAME=";
    ck_autobuf struct ck_buf file = {.max = 16384};
    const char *at;

    ck_buf_addc(&file, '\n');
    if (!ck_read_file("/etc/os-release", &file, NULL)) {
        return;
    }
    at = strstr(ck_buf_text(&file), key);
    if (at != NULL) {
        at += sizeof(key) - 1;
        at += *at == '"' ? 1 : 0;
        ck_buf_adds(text, ", ");
        ck_buf_add(text, at, strcspn(at, "\"\n"));
    }
}

static void add_system(struct ck_buf *text)
{
    struct utsname system;

    ck_buf_adds(text, "clipkeep " CK_VERSION "\n");
    if (uname(&system) == 0) {
        ck_buf_addf(text, "%s %s %s", system.sysname, system.release, system.machine);
    }
    add_release(text);
    ck_buf_addf(text, "\n%s\n", curl_version());
}

/* The last bytes of the log; it may be of any size. */
static void read_tail(const char *path, struct ck_buf *ret)
{
    ck_autoclose int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    char tail[LOG_LINES * 256];
    off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : -1;
    ssize_t n;

    if (size < 0) {
        return;
    }
    n = pread(fd, tail, sizeof(tail),
              size > (off_t)sizeof(tail) ? size - (off_t)sizeof(tail) : 0);
    if (n > 0) {
        ck_buf_add(ret, tail, (size_t)n);
    }
}

/* Where the last lines begin; a line that is cut off at the front is none. */
static const char *last_lines(const char *text, size_t len, bool cut)
{
    const char *at = text + len;
    int lines = 0;

    while (at > text && (at[-1] != '\n' || at == text + len || ++lines < LOG_LINES)) {
        at--;
    }
    if (at == text && cut && strchr(text, '\n') != NULL) {
        at = strchr(text, '\n') + 1;
    }
    return at;
}

static void add_log(struct ck_buf *text)
{
    ck_autofree char *path = ck_place_log();
    ck_autobuf struct ck_buf tail = {.max = TEXT_MAX};

    read_tail(path != NULL ? path : "", &tail);
    ck_buf_adds(text, tail.len > 0 ? "\nThe end of the log:\n" : "\nThere is no log.\n");
    ck_buf_adds(text, last_lines(ck_buf_text(&tail), tail.len,
                                 tail.len >= (size_t)LOG_LINES * 256));
}

bool ck_doctor_text(const char *checks, char **ret, struct ck_error *err)
{
    ck_autofree char *home = ck_place_home();
    const struct passwd *user = getpwuid(getuid());
    char host[256] = "";
    ck_autobuf struct ck_buf text = {.max = TEXT_MAX};
    ck_autobuf struct ck_buf clean = {.max = TEXT_MAX};
    struct ck_redact_names names = {.home = home};

    names.user = user != NULL ? user->pw_name : getenv("USER");
    names.host = gethostname(host, sizeof(host) - 1) == 0 ? host : NULL;
    add_system(&text);
    ck_buf_addf(&text, "\n%s", checks);
    add_log(&text);
    ck_redact(ck_buf_text(&text), &names, &clean);
    *ret = ck_buf_ok(&text) ? ck_buf_take(&clean) : NULL;
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}
