#include "fake_host.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/version.h"
#include "desktop/places.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void say(const char *text)
{
    uint32_t len = (uint32_t)strlen(text);

    if (!ck_write_all(STDOUT_FILENO, &len, sizeof(len), NULL) ||
        !ck_write_all(STDOUT_FILENO, text, len, NULL)) {
        _exit(1);
    }
}

/* What each family gives a host besides its arguments. */
static bool started_as_promised(int argc)
{
    ck_autofree char *self = ck_place_self();
    char *slash = strrchr(self, '/');
    ck_autofree char *cwd = realpath(".", NULL);

    *slash = '\0';
    return (fcntl(3, F_GETFD) >= 0) == (argc == 3) && cwd != NULL &&
           strcmp(cwd, self) == 0 && signal(SIGPIPE, SIG_DFL) == SIG_DFL;
}

int fake_host(int argc)
{
    ck_autobuf struct ck_buf file = {.max = 512};
    ck_autobuf struct ck_buf how = {.max = 64};
    const char *behave;
    char request[512];
    ssize_t n;

    ck_buf_addf(&file, "%s/behave", getenv("HOME"));
    behave = ck_read_file(ck_buf_text(&file), &how, NULL) ? ck_buf_text(&how) : "";
    if (strcmp(behave, "exit") == 0 || !started_as_promised(argc)) {
        return 1;
    }
    n = read(STDIN_FILENO, request, sizeof(request) - 1);
    request[n > 0 ? n : 0] = '\0';
    if (n < 5 || strstr(request + 4, argc == 3 ? "\"browser\":\"firefox\""
                                               : "\"browser\":\"chromium\"") == NULL) {
        return 1;
    }
    if (strcmp(behave, "error") == 0) {
        say("{\"id\":1,\"event\":\"error\",\"error\":{\"code\":\"internal\"}}");
    } else if (strcmp(behave, "garble") == 0) {
        (void)puts("hello world");
        (void)fflush(stdout);
    } else if (strcmp(behave, "old") == 0) {
        say("{\"id\":1,\"event\":\"answer\",\"result\":{\"version\":\"0.0.1\"}}");
    } else if (strcmp(behave, "silent") != 0) {
        say("{\"id\":1,\"event\":\"answer\",\"result\":{\"version\":\"" CK_VERSION
            "\"}}");
    }
    while (read(STDIN_FILENO, request, sizeof(request)) > 0) {
    }
    if (strcmp(behave, "stay") == 0) {
        (void)pause();
    }
    return 0;
}
