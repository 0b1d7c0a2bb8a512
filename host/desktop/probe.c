#include "desktop/probe.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/spawn.h"
#include "desktop/table.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FRAME_LIMIT ((size_t)1024 * 1024)

static const int answer_timeout_ms = 3000;
static const int end_timeout_ms = 2000;

struct host {
    pid_t pid;
    int in, out;  /* our ends of its standard input and output */
    int sentinel; /* our end of Firefox's further pipe */
};

static void close_end(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
        *fd = -1;
    }
}

/* Starts it in its own folder, with the arguments and descriptors of that browser. */
static bool start(struct host *host, const char *program, const char *const *argv,
                  bool sentinel)
{
    int in[2] = {-1, -1};
    int out[2] = {-1, -1};
    int extra[2] = {-1, -1};
    const char *slash = strrchr(program, '/');
    ck_autofree char *folder = ck_strndup(program, (size_t)(slash - program) + 1);
    bool ok = folder != NULL && ck_pipe(in) && ck_pipe(out) &&
              (!sentinel || ck_pipe(extra)) &&
              ck_spawn(&(struct ck_spawn){.argv = argv,
                                          .cwd = folder,
                                          .in = in[0],
                                          .out = out[1],
                                          .err = -1,
                                          .sentinel = extra[1]},
                       &host->pid);

    close_end(&in[0]);
    close_end(&out[1]);
    close_end(&extra[1]);
    host->in = in[1];
    host->out = out[0];
    host->sentinel = extra[0];
    return ok;
}

static void send_hello(int fd, enum ck_browser_family family, const char *version)
{
    json_auto_t *hello =
        json_pack("{s:i, s:s, s:[i,i], s:s, s:s}", "id", 1, "verb", "hello", "protocol",
                  1, 1, "version", version, "browser", ck_family_text(family));
    ck_autofree char *text = json_dumps(hello, JSON_COMPACT);
    uint32_t len = text != NULL ? (uint32_t)strlen(text) : 0;

    /* A host that is gone already shows by its silence. */
    (void)(ck_write_all(fd, &len, sizeof(len), NULL) &&
           ck_write_all(fd, text, len, NULL));
}

/* Reads on until a whole frame is there. */
static enum ck_probe read_frame(int fd, struct ck_buf *frame)
{
    int64_t until = ck_clock_ms() + answer_timeout_ms;
    uint32_t len = 0;

    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int64_t left = until - ck_clock_ms();
        char chunk[4096];
        ssize_t n;

        if (frame->len >= sizeof(len)) {
            memcpy(&len, frame->data, sizeof(len));
            if (len == 0 || len > FRAME_LIMIT) {
                return CK_PROBE_GARBLED;
            }
            if (frame->len >= sizeof(len) + len) {
                return CK_PROBE_GOOD;
            }
        }
        if (left <= 0 || poll(&wait, 1, (int)left) == 0) {
            return CK_PROBE_SILENT;
        }
        n = read(fd, chunk, sizeof(chunk));
        if (n == 0) {
            return frame->len > 0 ? CK_PROBE_GARBLED : CK_PROBE_EXITED;
        }
        if (n > 0) {
            ck_buf_add(frame, chunk, (size_t)n);
        }
        if (!ck_buf_ok(frame)) {
            return CK_PROBE_GARBLED;
        }
    }
}

static enum ck_probe judge_answer(const struct ck_buf *frame, const char *version)
{
    uint32_t len = 0;
    json_auto_t *answer = NULL;
    const char *event;
    const char *told;

    memcpy(&len, frame->data, sizeof(len));
    answer = json_loadb(frame->data + sizeof(len), len, 0, NULL);
    event = json_string_value(json_object_get(answer, "event"));
    told =
        json_string_value(json_object_get(json_object_get(answer, "result"), "version"));
    if (event != NULL && strcmp(event, "error") == 0) {
        return CK_PROBE_REFUSED;
    }
    if (event == NULL || strcmp(event, "answer") != 0 || told == NULL) {
        return CK_PROBE_GARBLED;
    }
    return strcmp(told, version) == 0 ? CK_PROBE_GOOD : CK_PROBE_VERSION;
}

/* Closes its input, as both browsers do, and gives it the time Chromium gives. */
static bool end(struct host *host)
{
    close_end(&host->in);
    close_end(&host->out);
    return ck_spawn_end(host->pid, end_timeout_ms, NULL);
}

static enum ck_probe exchange(struct host *host, enum ck_browser_family family,
                              const char *version)
{
    ck_autobuf struct ck_buf frame = {.max = 2 * FRAME_LIMIT};
    enum ck_probe probe;
    bool ended;

    send_hello(host->in, family, version);
    probe = read_frame(host->out, &frame);
    if (probe == CK_PROBE_GOOD) {
        probe = judge_answer(&frame, version);
    }
    ended = end(host);
    return probe == CK_PROBE_GOOD && !ended ? CK_PROBE_STAYS : probe;
}

enum ck_probe ck_probe_host(const char *program, enum ck_browser_family family,
                            const char *manifest, const char *id, const char *version)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    bool firefox = family == CK_FAMILY_FIREFOX;
    ck_autobuf struct ck_buf origin = {.max = 256};
    struct host host = {.in = -1, .out = -1, .sentinel = -1};
    struct sigaction before;
    enum ck_probe probe = CK_PROBE_NO_START;

    ck_buf_addf(&origin, "chrome-extension://%s/", id);
    const char *const argv[] = {program, firefox ? manifest : ck_buf_text(&origin),
                                firefox ? id : NULL, NULL};

    (void)sigaction(SIGPIPE, &ignore, &before);
    if (start(&host, program, argv, firefox)) {
        probe = exchange(&host, family, version);
    }
    close_end(&host.in);
    close_end(&host.out);
    close_end(&host.sentinel);
    (void)sigaction(SIGPIPE, &before, NULL);
    return probe;
}
