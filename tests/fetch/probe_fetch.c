/* probe_fetch - drives host/fetch/client.h inside the stand-in's world and says what its
 * callbacks saw, as one line of JSON for each transfer, in the order they ended.
 *   probe_fetch [NAME=VALUE…] URL…
 * page=1, referer=URL, ua=TEXT, token=VALUE, ttwid=VALUE, max=BYTES, count=N (each URL so
 * often), restart=0 (no `restarted`), from=BYTES validator=TEXT total=BYTES (of a part
 * that is there), into=FILE (where the bytes are put, those of a part being there
 * already; then looked into as a video), refuse=1 (`started` says no; text: to pages),
 * parallel=N, speed=BYTES (the client's limits),
 * cancel=after-start|in-started|in-data|waits|MS; with waits, a transfer that is told to
 * wait says so, and is cancelled. */
#include "fetch/client.h"
#include "fetch/media.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct options {
    struct ck_request request;
    struct ck_cookies cookies;
    int count;
    bool refuse, refuse_text, restart;
    const char *into;
    size_t parallel;
    int64_t speed;
    const char *cancel;
};

struct seen {
    const struct options *options;
    struct ck_transfer *transfer;
    long started; /* status at `started`, 0 when it was not called */
    int restarts;
    int64_t bytes; /* in the file, those from before included */
    int fd;        /* -1: none */
};

/* Words to a refusal do not belong into the file. */
static bool has_file(const struct seen *seen)
{
    return seen->fd >= 0 && seen->started < 300;
}

static bool on_started(void *ctx, const struct ck_response *response,
                       struct ck_error *err)
{
    struct seen *seen = ctx;

    seen->started = response->status;
    seen->bytes = response->from;
    if (has_file(seen) && ftruncate(seen->fd, response->from) != 0) {
        return ck_fail_errno(err, errno, "truncating");
    }
    if (strcmp(seen->options->cancel, "in-started") == 0) {
        ck_transfer_cancel(seen->transfer);
    }
    if (seen->options->refuse_text && response->status == 200 &&
        strncmp(response->content_type, "text/", 5) == 0) {
        return ck_fail(err, CK_ERR_NOT_MEDIA, "%s", response->content_type);
    }
    return !seen->options->refuse || ck_fail(err, CK_ERR_HTTP, "refused by the caller");
}

static bool on_data(void *ctx, const char *bytes, size_t len, struct ck_error *err)
{
    struct seen *seen = ctx;

    if (has_file(seen) && pwrite(seen->fd, bytes, len, seen->bytes) != (ssize_t)len) {
        return ck_fail_errno(err, errno, "writing");
    }
    seen->bytes += (int64_t)len;
    if (strcmp(seen->options->cancel, "in-data") == 0) {
        ck_transfer_cancel(seen->transfer);
    }
    return true;
}

static bool on_restarted(void *ctx, const struct ck_response *response,
                         struct ck_error *err)
{
    struct seen *seen = ctx;

    seen->restarts++;
    return on_started(ctx, response, err);
}

/* Somebody who saves looks into a file that came whole. */
static enum ck_code verdict(const struct seen *seen, const struct ck_error *err)
{
    struct ck_mp4 movie;
    struct ck_error bad;

    if (err != NULL) {
        return err->code;
    }
    return !has_file(seen) || seen->options->request.page ||
                   ck_mp4_check(seen->fd, &movie, &bad)
               ? CK_OK
               : bad.code;
}

static void on_finished(void *ctx, const struct ck_response *response,
                        const struct ck_error *err)
{
    struct seen *seen = ctx;
    json_auto_t *line = json_pack(
        "{ss ss sI ss ss sI sI sI sI si ss ss ss}", "code",
        ck_code_text(verdict(seen, err)), "detail", err != NULL ? err->detail : "",
        "status", (json_int_t)response->status, "url", response->url, "type",
        response->content_type, "length", (json_int_t)response->content_length,
        "retryAfter", (json_int_t)response->retry_after_s, "started",
        (json_int_t)seen->started, "bytes", (json_int_t)seen->bytes, "restarts",
        seen->restarts, "validator", response->validator, "token",
        response->cookies.chain_token, "ttwid", response->cookies.ttwid);

    (void)json_dumpf(line, stdout, JSON_COMPACT);
    (void)putchar('\n');
    (void)fflush(stdout);
    seen->transfer = NULL;
}

static bool read_option(struct options *options, char *argument)
{
    char *value = strchr(argument, '=');

    if (strncmp(argument, "https:", 6) == 0 || strncmp(argument, "http:", 5) == 0 ||
        value == NULL) {
        return false;
    }
    *value++ = '\0';
    if (strcmp(argument, "page") == 0) {
        options->request.page = true;
    } else if (strcmp(argument, "referer") == 0) {
        options->request.referer = value;
    } else if (strcmp(argument, "ua") == 0) {
        options->request.user_agent = value;
    } else if (strcmp(argument, "token") == 0) {
        (void)snprintf(options->cookies.chain_token, sizeof(options->cookies.chain_token),
                       "%s", value);
    } else if (strcmp(argument, "ttwid") == 0) {
        (void)snprintf(options->cookies.ttwid, sizeof(options->cookies.ttwid), "%s",
                       value);
    } else if (strcmp(argument, "max") == 0) {
        options->request.max_bytes = strtoll(value, NULL, 10);
    } else if (strcmp(argument, "count") == 0) {
        options->count = (int)strtol(value, NULL, 10);
    } else if (strcmp(argument, "from") == 0) {
        options->request.from = strtoll(value, NULL, 10);
    } else if (strcmp(argument, "validator") == 0) {
        options->request.validator = value;
    } else if (strcmp(argument, "total") == 0) {
        options->request.total = strtoll(value, NULL, 10);
    } else if (strcmp(argument, "parallel") == 0) {
        options->parallel = (size_t)strtoll(value, NULL, 10);
    } else if (strcmp(argument, "speed") == 0) {
        options->speed = strtoll(value, NULL, 10);
    } else if (strcmp(argument, "into") == 0) {
        options->into = value;
    } else if (strcmp(argument, "restart") == 0) {
        options->restart = value[0] == '1';
    } else if (strcmp(argument, "refuse") == 0) {
        options->refuse = value[0] == '1';
        options->refuse_text = strcmp(value, "text") == 0;
    } else if (strcmp(argument, "cancel") == 0) {
        options->cancel = value;
    }
    return true;
}

static void start(struct ck_client *client, struct options *options, const char *url,
                  struct seen *seen)
{
    const struct ck_transfer_calls calls = {
        .started = on_started,
        .data = on_data,
        .finished = on_finished,
        .ctx = seen,
        .restarted = options->restart ? on_restarted : NULL,
    };
    struct ck_error err;

    seen->options = options;
    seen->fd = options->into == NULL
                   ? -1
                   : open(options->into, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    options->request.url = url;
    if (!ck_transfer_start(client, &options->request, &calls, &seen->transfer, &err)) {
        (void)printf("{\"code\":\"%s\",\"atOnce\":true}\n", ck_code_text(err.code));
    } else if (strcmp(options->cancel, "after-start") == 0) {
        ck_transfer_cancel(seen->transfer);
    }
}

static int64_t now_ms(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void cancel_what_waits(struct seen *seen, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum ck_code why = CK_OK;
        int64_t waits =
            seen[i].transfer != NULL ? ck_transfer_waits(seen[i].transfer, &why) : 0;

        if (waits > 0) {
            (void)printf("{\"waits\":%lld,\"why\":\"%s\"}\n", (long long)waits,
                         ck_code_text(why));
            ck_transfer_cancel(seen[i].transfer);
            seen[i].transfer = NULL;
        }
    }
}

/* Until all is over, or until it is time to cancel. */
static int run(struct ck_client *client, const struct options *options, struct seen *seen,
               size_t count)
{
    int64_t end = now_ms() + strtoll(options->cancel, NULL, 10);
    bool timed = options->cancel[0] >= '0' && options->cancel[0] <= '9';
    struct ck_error err;

    while (ck_client_active(client) > 0 && (!timed || now_ms() < end)) {
        ck_client_run(client);
        if (strcmp(options->cancel, "waits") == 0) {
            cancel_what_waits(seen, count);
        }
        if (ck_client_active(client) > 0 &&
            !ck_client_wait(client, NULL, 0, timed ? 20 : 60000, &err)) {
            (void)fprintf(stderr, "%s\n", err.detail);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct options options = {.cancel = "", .count = 1, .restart = true};
    struct ck_client *client;
    struct ck_error err;
    struct seen *seen;
    size_t used = 0;
    int status;

    options.request.max_bytes = 1 << 30;
    options.request.cookies = &options.cookies;
    ck_client_clean_environment();
    if (!ck_client_create(&client, &err)) {
        return 1;
    }
    seen = ck_calloc((size_t)argc * 100, sizeof(*seen));
    if (seen == NULL) {
        ck_client_free(client);
        return 1;
    }
    for (int i = 1; i < argc; i++) {
        if (!read_option(&options, argv[i])) {
            ck_client_limit(client, options.parallel, options.speed);
            for (int n = 0; n < options.count && n < 100; n++) {
                start(client, &options, argv[i], &seen[used++]);
            }
        }
    }
    status = run(client, &options, seen, used);
    ck_client_free(client);
    ck_free(seen);
    return status;
}
