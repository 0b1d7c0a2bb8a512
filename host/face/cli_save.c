/* cli_save.c - clipkeep save. */
#include "face/bar.h"
#include "face/command.h"
#include "face/encode.h"
#include "face/signals.h"

#include "base/mem.h"
#include "session/session.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TEXT_MAX = 16384 };

/* One address of the command line. */
struct entry {
    const char *address;
    int64_t job; /* 0: it was not accepted */
    bool ended, failed;
    json_t *result; /* with --json */
};

struct saving {
    struct ck_session *session;
    struct entry *entries;
    size_t count;
    bool json, again;
    bool bar;   /* draw a bar: stderr is a terminal */
    bool drawn; /* there is one on the last line */
    size_t ended;
};

static size_t columns(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20
               ? (size_t)size.ws_col - 1
               : 79;
}

static void wipe(struct saving *saving)
{
    if (saving->drawn) {
        (void)fputs("\r\033[K", stderr);
        saving->drawn = false;
    }
}

/* What all running jobs together have done; one line whatever their number. */
static void draw(struct saving *saving)
{
    struct ck_bar bar = {.total = 0, .speed = -1, .left_s = -1};
    ck_autobuf struct ck_buf line = {.max = 1024};
    char title[64] = "saving";

    for (size_t i = 0; i < saving->count; i++) {
        struct ck_job_view job;

        if (saving->entries[i].ended ||
            !ck_session_job(saving->session, saving->entries[i].job, &job)) {
            continue;
        }
        bar.bytes += job.bytes;
        bar.total = bar.total < 0 || job.total < 0 ? -1 : bar.total + job.total;
        bar.speed = job.speed < 0   ? bar.speed
                    : bar.speed < 0 ? job.speed
                                    : bar.speed + job.speed;
        bar.left_s = job.left_s > bar.left_s ? job.left_s : bar.left_s;
    }
    if (saving->count > 1) {
        (void)snprintf(title, sizeof(title), "%zu of %zu", saving->ended, saving->count);
    }
    bar.title = title;
    ck_bar_text(&bar, columns(), &line);
    (void)fprintf(stderr, "\r%s\033[K", ck_buf_text(&line));
    (void)fflush(stderr);
    saving->drawn = true;
}

static json_t *result_of(const struct entry *entry, const struct ck_job_view *job)
{
    struct ck_error err = {.code = job->code};

    (void)snprintf(err.detail, sizeof(err.detail), "%s", job->detail);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:s, s:b, s:o, s:o, s:o, s:o}", "address",
        ck_encode_text(entry->address, TEXT_MAX), "post",
        ck_encode_text(job->post, TEXT_MAX), "page", ck_encode_text(job->page, TEXT_MAX),
        "author", ck_encode_text(job->author, TEXT_MAX), "text",
        ck_encode_text(job->text, TEXT_MAX), "state", ck_job_state_text(job->state),
        "already", (int)job->already, "path", ck_encode_text(job->path, TEXT_MAX), "file",
        ck_encode_text(job->file, TEXT_MAX), "bytes",
        ck_encode_number(job->state == CK_JOB_DONE ? job->bytes : -1), "error",
        job->code == CK_OK ? json_null() : ck_error_json(&err));
}

static void print_path(const char *prefix, const char *path)
{
    (void)fputs(prefix, stdout);
    (void)puts(path);
    (void)fflush(stdout);
}

static void print_end(struct entry *entry, const struct ck_job_view *job)
{
    if (job->state == CK_JOB_DONE) {
        print_path(job->already ? "already kept: " : "", job->path);
    } else if (job->state == CK_JOB_CANCELLED) {
        (void)fprintf(stderr, "clipkeep: %s: cancelled\n", entry->address);
    } else {
        struct ck_error err = {.code = job->code};

        (void)snprintf(err.detail, sizeof(err.detail), "%s", job->detail);
        (void)ck_print_error(false, entry->address, &err, 0);
    }
}

static void entry_ended(struct saving *saving, struct entry *entry,
                        const struct ck_job_view *job)
{
    entry->ended = true;
    entry->failed = job->state != CK_JOB_DONE;
    saving->ended++;
    if (saving->json) {
        entry->result = result_of(entry, job);
        return;
    }
    wipe(saving);
    print_end(entry, job);
}

/* Where nobody watches a bar, a line for each thing that begins. */
static void print_step(const struct saving *saving, const struct ck_job_view *job)
{
    char total[16];

    if (saving->json || saving->bar || job->progress) {
        return;
    }
    if (job->state == CK_JOB_READING) {
        (void)fprintf(stderr, "reading %s\n", job->page);
    } else if (job->state == CK_JOB_DOWNLOADING && job->total > 0) {
        ck_text_bytes(job->total, total);
        (void)fprintf(stderr, "downloading %s (%s)\n", job->post, total);
    } else if (job->state == CK_JOB_DOWNLOADING) {
        (void)fprintf(stderr, "downloading %s\n", job->post);
    }
}

static void report(void *ctx, const struct ck_job_view *job)
{
    struct saving *saving = ctx;
    bool ours = false;

    for (size_t i = 0; i < saving->count; i++) {
        struct entry *entry = &saving->entries[i];

        if (entry->job == job->number && !entry->ended) {
            ours = true;
            if (ck_job_state_ended(job->state)) {
                entry_ended(saving, entry, job);
            }
        }
    }
    if (ours) {
        print_step(saving, job);
    }
    if (saving->bar && saving->ended < saving->count) {
        draw(saving);
    }
}

static void refused(struct saving *saving, struct entry *entry,
                    const struct ck_error *err)
{
    entry->ended = true;
    entry->failed = true;
    saving->ended++;
    if (saving->json) {
        entry->result = json_pack("{s:o, s:s, s:o}", "address",
                                  ck_encode_text(entry->address, TEXT_MAX), "state",
                                  "failed", "error", ck_error_json(err));
        return;
    }
    wipe(saving);
    (void)ck_print_error(false, entry->address, err, 0);
}

static void start(struct saving *saving)
{
    for (size_t i = 0; i < saving->count; i++) {
        struct entry *entry = &saving->entries[i];
        const struct ck_wish wish = {.address = entry->address, .again = saving->again};
        struct ck_error err;

        if (!ck_session_save(saving->session, &wish, &entry->job, &err)) {
            refused(saving, entry, &err);
        }
    }
}

static void cancel(struct saving *saving)
{
    for (size_t i = 0; i < saving->count; i++) {
        if (!saving->entries[i].ended) {
            (void)!ck_session_cancel(saving->session, saving->entries[i].job, NULL);
        }
    }
}

/* Until all is done or a signal comes; returns the signal's number, 0 for none. Ctrl-C
 * cancels; at other signals the jobs stay, to go on at the next start. */
static int run(struct saving *saving, int signal_fd, struct ck_error *err)
{
    while (ck_session_busy(saving->session)) {
        struct ck_wait wait = {.fd = signal_fd, .events = POLLIN};

        if (!ck_session_turn(saving->session, &wait, 1, -1, err)) {
            return -1;
        }
        if (wait.revents != 0) {
            int number = ck_signals_take(signal_fd);

            if (number == SIGINT) {
                cancel(saving);
            }
            if (number != 0) {
                return number;
            }
        }
    }
    return 0;
}

static int finish(struct saving *saving, int signal_number)
{
    json_t *posts = json_array();
    bool failed = false;

    wipe(saving);
    for (size_t i = 0; i < saving->count; i++) {
        failed = failed || saving->entries[i].failed || !saving->entries[i].ended;
        (void)json_array_append_new(posts, saving->entries[i].result);
    }
    if (saving->json) {
        (void)ck_print_json(json_pack("{s:O}", "posts", posts), 0);
    }
    json_decref(posts);
    if (signal_number > 0) {
        return 128 + signal_number;
    }
    return failed ? CK_EXIT_FAILED : CK_EXIT_OK;
}

static int save_all(struct saving *saving)
{
    const struct ck_session_options options = {report, saving};
    struct ck_error err = {0};
    size_t resumed = 0;
    int signal_fd;
    int number;
    int status;

    if (!ck_signals_catch(&signal_fd, &err) ||
        !ck_session_create(&options, &saving->session, &err)) {
        return ck_print_error(saving->json, NULL, &err, CK_EXIT_FAILED);
    }
    start(saving);
    if (ck_session_resume(saving->session, &resumed, &err) && resumed > 0 &&
        !saving->json) {
        (void)fprintf(stderr, "also going on with %zu unfinished\n", resumed);
    }
    number = run(saving, signal_fd, &err);
    status = number < 0 ? ck_print_error(saving->json, NULL, &err, CK_EXIT_FAILED)
                        : finish(saving, number);
    ck_session_free(saving->session);
    return status;
}

int ck_command_save(int argc, char **argv)
{
    static const struct option options[] = {{"again", no_argument, NULL, 'a'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    struct saving saving = {0};
    int option;
    int status;

    while ((option = ck_option_next(argc, argv, "a", options)) != -1) {
        switch (option) {
        case 'a':
            saving.again = true;
            break;
        case 'J':
            saving.json = true;
            break;
        case CK_OPTION_HELP:
            return CK_EXIT_OK;
        default:
            return CK_EXIT_USAGE;
        }
    }
    if (optind == argc) {
        return ck_usage("save", "no address given");
    }
    saving.count = (size_t)(argc - optind);
    saving.entries = ck_calloc(saving.count, sizeof(*saving.entries));
    if (saving.entries == NULL) {
        return CK_EXIT_FAILED;
    }
    for (size_t i = 0; i < saving.count; i++) {
        saving.entries[i].address = argv[optind + (int)i];
    }
    saving.bar = !saving.json && isatty(STDERR_FILENO) == 1;
    status = save_all(&saving);
    ck_free(saving.entries);
    return status;
}
