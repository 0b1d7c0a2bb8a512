/* The side of `clipkeep import` that saves and tells; importing_read.c reads. */
#include "face/importing.h"

#include "face/command.h"
#include "face/encode.h"
#include "face/receipt_text.h"
#include "face/signals.h"

#include "base/json.h"
#include "base/mem.h"
#include "desktop/detached.h"
#include "keep/runs.h"
#include "session/receipt.h"
#include "session/session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { SAID_MAX = 256 * 1024, TEXT_MAX = 16 * 1024 };

/* The process that reads, 0: not yet, or not any more; and the signal that ends both. */
static volatile sig_atomic_t reader, asked_to_end;

/* It cleans up, and we wait for that: no other import may come in between. */
static void pass_on(int number)
{
    int saved = errno;

    if (reader == 0) {
        _exit(128 + number);
    }
    asked_to_end = number;
    (void)kill((pid_t)reader, SIGTERM);
    errno = saved;
}

/* What the other one says; NULL: nothing was taken in, and `ret_status` is its own. */
static json_t *hear(const struct ck_import_wish *wish, int links_fd, int *ret_status)
{
    ck_autobuf struct ck_buf text = {.max = SAID_MAX};
    char piece[4096];
    int ends[2], status = 0;
    ssize_t len;
    pid_t child;

    *ret_status = CK_EXIT_FAILED;
    ck_signals_heed(pass_on);
    if (pipe2(ends, O_CLOEXEC) != 0 || (child = fork()) < 0) {
        return NULL;
    }
    if (child == 0) {
#ifdef __linux__
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM); /* whoever ends the one ends both */
#endif
        (void)close(ends[0]);
        status = ck_import_read_and_say(wish, ends[1], links_fd);
        (void)fflush(NULL);
        _exit(status);
    }
    reader = child;
    (void)close(ends[1]);
    while ((len = read(ends[0], piece, sizeof(piece))) > 0 ||
           (len < 0 && errno == EINTR)) {
        ck_buf_add(&text, piece, len > 0 ? (size_t)len : 0);
    }
    (void)close(ends[0]);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ck_signals_heed(SIG_DFL);
    reader = 0;
    *ret_status = asked_to_end != 0   ? 128 + (int)asked_to_end
                  : WIFEXITED(status) ? WEXITSTATUS(status)
                                      : CK_EXIT_FAILED;
    return asked_to_end == 0 && text.len > 0 && ck_buf_ok(&text)
               ? json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, NULL)
               : NULL;
}

/* True when a run has found something. */
static bool has_runs(const json_t *lists)
{
    size_t i;
    json_t *list;

    json_array_foreach(lists, i, list)
    {
        if (json_is_integer(json_object_get(list, "run"))) {
            return true;
        }
    }
    return false;
}

static int save(const struct ck_import_wish *wish)
{
    static char resume[] = "resume", quiet[] = "--quiet";
    char *argv[] = {resume, wish->json ? quiet : NULL, NULL};

    optind = 0; /* glibc: read the command line anew */
    return ck_command_resume(wish->json ? 2 : 1, argv);
}

static void print_list(const json_t *list, struct ck_archive *archive)
{
    ck_autobuf struct ck_buf text = {.max = TEXT_MAX};
    json_int_t joined = json_integer_value(json_object_get(list, "joined"));
    json_int_t unnamed = json_integer_value(json_object_get(list, "unnamed"));
    const char *table = json_string_value(json_object_get(list, "table"));
    json_int_t run = json_integer_value(json_object_get(list, "run"));
    struct ck_receipt receipt;
    struct ck_error err;

    if (run > 0 && ck_run_receipt(archive, run, &receipt, &err)) {
        ck_receipt_text(&receipt, &text);
        ck_receipt_clear(&receipt);
        (void)fputs(ck_buf_text(&text), stdout);
    } else {
        ck_print_clean(ck_json_word(list, "name"));
        (void)printf(": %lld\n",
                     (long long)json_integer_value(json_object_get(list, "entries")));
    }
    if (joined > 0) {
        (void)printf("  %lld are posts known by their time and caption\n",
                     (long long)joined);
    }
    if (unnamed > 0) {
        (void)printf("  %lld entries do not say which post they are about\n",
                     (long long)unnamed);
    }
    if (table != NULL) {
        (void)fputs("  kept as ", stdout);
        ck_print_clean(table);
        (void)putchar('\n');
    }
}

/* Adds the receipts, or prints all as text. */
static int tell(const struct ck_import_wish *wish, json_t *said,
                struct ck_archive *archive, struct ck_error *err)
{
    int status = json_array_size(json_object_get(said, "problems")) > 0 ? CK_EXIT_FAILED
                                                                        : CK_EXIT_OK;
    json_t *receipts = json_array(), *list, *one;
    size_t i;

    json_array_foreach(json_object_get(said, "lists"), i, list)
    {
        json_int_t run = json_integer_value(json_object_get(list, "run"));

        if (!wish->json) {
            print_list(list, archive);
        } else if (run > 0) {
            if (!ck_receipts_json(archive, run, &one, err)) {
                json_decref(receipts);
                return ck_print_error(true, NULL, err, CK_EXIT_FAILED);
            }
            (void)json_array_extend(receipts, one);
            json_decref(one);
        }
    }
    (void)json_object_set_new(said, "receipts", receipts);
    json_array_foreach(json_object_get(said, "problems"), i, one)
    {
        if (!wish->json) {
            (void)fprintf(stderr, "%s: %s\n", ck_json_word(one, "where"),
                          ck_json_word(one, "what"));
        }
    }
    return wish->json ? ck_print_json(json_incref(said), status) : status;
}

static int finish(const struct ck_import_wish *wish, json_t *said)
{
    const struct ck_session_options options = {0};
    struct ck_session *session = NULL;
    struct ck_archive *archive;
    struct ck_error err = {0};
    int status;

    if (!ck_session_create(&options, &session, &err) ||
        !ck_session_archive(session, &archive, &err)) {
        status = ck_print_error(wish->json, NULL, &err, CK_EXIT_FAILED);
    } else {
        status = tell(wish, said, archive, &err);
    }
    ck_session_free(session);
    return status;
}

/* First what ends soonest: the direct links; then what was queued. */
static int fetch(const struct ck_import_wish *wish, json_t *said, int links_fd)
{
    int status = CK_EXIT_OK, saved = CK_EXIT_OK;
    json_t *own = links_fd >= 0 ? ck_import_fetch_own(wish, links_fd, &status) : NULL;

    (void)json_object_set_new(said, "fetched", own != NULL ? own : json_null());
    if (status < 128 && !wish->later && !wish->queue &&
        has_runs(json_object_get(said, "lists"))) {
        saved = save(wish);
    }
    return saved != CK_EXIT_OK ? saved : status;
}

void ck_import_say_progress(json_t *facts)
{
    ck_autobuf struct ck_buf text = {.max = 1000};
    json_auto_t *line = json_pack("{s:o}", "progress", facts);

    if (ck_json_add(&text, line, JSON_COMPACT)) {
        (void)puts(ck_buf_text(&text));
        (void)fflush(stdout);
    }
}

static bool begin(struct ck_error *err)
{
    bool first = false;

    (void)signal(SIGPIPE, SIG_IGN); /* a browser that has gone does not end it */
    return ck_detached_begin(CK_DETACHED_IMPORT, &first, err) &&
           (first || ck_fail(err, CK_ERR_IMPORTING, NULL));
}

int ck_import_run(const struct ck_import_wish *wish)
{
    struct ck_error err = {0};
    /* In memory only: whoever has a link has the video. */
    ck_autoclose int links_fd = wish->later ? -1 : memfd_create("links", MFD_CLOEXEC);
    int status, told;
    json_t *said;

    if (!begin(&err)) {
        return ck_print_error(wish->json, wish->path, &err, CK_EXIT_FAILED);
    }
    said = hear(wish, links_fd, &status);
    if (said == NULL) {
        return status;
    }
    status = fetch(wish, said, links_fd);
    told = status < 128 ? finish(wish, said) : status;
    json_decref(said);
    return status != CK_EXIT_OK ? status : told;
}
