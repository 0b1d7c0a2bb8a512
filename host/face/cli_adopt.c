/* cli_adopt.c - clipkeep adopt. What it takes, and what it prints as JSON: ADOPT.md. */
#include "face/command.h"
#include "face/encode.h"
#include "face/line.h"
#include "face/signals.h"

#include "session/adoption.h"

#include <stdio.h>

enum { TEXT_MAX = 16384 };

struct taking_in {
    struct ck_adoption task;
    struct ck_adoption_report report;
    bool json;
    struct ck_line line;
    json_t *failures;
    int signal_fd;
    int signal_number; /* that ended it, 0: none */
};

static bool goes_on(void *ctx, const struct ck_adoption_report *so_far)
{
    struct taking_in *taking = ctx;

    taking->signal_number = ck_signals_take(taking->signal_fd);
    if (ck_line_due(&taking->line)) {
        int64_t done = so_far->adopted + so_far->had + so_far->failed;
        char text[80], bytes[16];

        ck_text_bytes(so_far->bytes, bytes);
        (void)snprintf(text, sizeof(text), "%lld of %lld posts, %s", (long long)done,
                       (long long)so_far->found, bytes);
        ck_line_draw(&taking->line, text);
    }
    return taking->signal_number == 0;
}

/* The sentences of these codes speak of downloads. */
static const char *why_text(const struct ck_error *why)
{
    switch ((int)why->code) {
    case CK_ERR_NOT_FOUND:
        return "neither its video nor its pictures are there";
    case CK_ERR_NOT_MEDIA:
        return "it is no video or picture";
    case CK_ERR_TRUNCATED:
        return "it is not whole";
    case CK_ERR_SOURCE:
        return "it cannot be read";
    default:
        return ck_code_sentence(why->code);
    }
}

static void failed(void *ctx, const char *post, const char *name,
                   const struct ck_error *why)
{
    struct taking_in *taking = ctx;

    if (taking->json) {
        (void)json_array_append_new(
            taking->failures, json_pack("{s:s, s:o, s:s, s:s}", "post", post, "file",
                                        ck_encode_text(name, TEXT_MAX), "code",
                                        ck_code_text(why->code), "why", why_text(why)));
        return;
    }
    ck_line_wipe(&taking->line);
    (void)fputs("not adopted: ", stdout);
    ck_print_clean(name);
    (void)printf(" (%s)\n", why_text(why));
}

static int64_t left(const struct ck_adoption_report *report)
{
    return report->found - report->adopted - report->had - report->failed;
}

static json_t *report_json(const struct taking_in *taking)
{
    const struct ck_adoption_report *report = &taking->report;

    return json_pack("{s:o, s:b, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:O}",
                     "folder", ck_encode_text(taking->task.folder, TEXT_MAX), "dryRun",
                     (int)taking->task.dry, "finished", (int)!report->stopped, "found",
                     (json_int_t)report->found, "adopted", (json_int_t)report->adopted,
                     "had", (json_int_t)report->had, "failed", (json_int_t)report->failed,
                     "left", (json_int_t)left(report), "bytes", (json_int_t)report->bytes,
                     "otherFiles", (json_int_t)report->strange, "cut", (int)report->cut,
                     "failures", taking->failures);
}

static void print_report(const struct taking_in *taking)
{
    const struct ck_adoption_report *report = &taking->report;
    char bytes[16];

    ck_text_bytes(report->bytes, bytes);
    (void)printf("%lld posts found: %lld %s (%s), %lld kept already, %lld failed",
                 (long long)report->found, (long long)report->adopted,
                 taking->task.dry ? "would be adopted" : "adopted", bytes,
                 (long long)report->had, (long long)report->failed);
    if (report->stopped) {
        (void)printf(", %lld left", (long long)left(report));
    }
    (void)puts("");
    if (report->strange > 0) {
        (void)printf("%lld other files were left alone\n", (long long)report->strange);
    }
    if (report->cut) {
        (void)puts("The folder is larger or deeper than is looked at: adopt the folders "
                   "in it one by one.");
    }
    if (report->stopped) {
        (void)puts("Stopped. The same command goes on; nothing is taken in twice.");
    }
}

static int conclude(const struct taking_in *taking)
{
    const struct ck_adoption_report *report = &taking->report;
    int status = report->stopped                     ? 128 + taking->signal_number
                 : report->failed > 0 || report->cut ? CK_EXIT_FAILED
                 : report->found == 0                ? CK_EXIT_NOTHING
                                                     : CK_EXIT_OK;

    if (taking->json) {
        return ck_print_json(report_json(taking), status);
    }
    print_report(taking);
    return status;
}

static int take_in(struct taking_in *taking)
{
    const struct ck_session_options options = {0};
    struct ck_session *session = NULL;
    struct ck_error err = {0};
    bool ok = ck_signals_catch(&taking->signal_fd, &err) &&
              ck_session_create(&options, &session, &err) &&
              ck_session_adopt(session, &taking->task, &taking->report, &err);

    ck_line_wipe(&taking->line);
    ck_session_free(session);
    return ok ? conclude(taking)
              : ck_print_error(taking->json, taking->task.folder, &err, CK_EXIT_FAILED);
}

int ck_command_adopt(int argc, char **argv)
{
    static const struct option options[] = {{"dry-run", no_argument, NULL, 'D'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    struct taking_in taking = {.signal_fd = -1};
    int option, status;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option != 'D' && option != 'J') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        taking.task.dry = taking.task.dry || option == 'D';
        taking.json = taking.json || option == 'J';
    }
    if (optind + 1 != argc) {
        return ck_usage("adopt", "give one folder");
    }
    taking.task.folder = argv[optind];
    taking.task.goes_on = goes_on;
    taking.task.failed = failed;
    taking.task.ctx = &taking;
    taking.line = ck_line_begin(taking.json);
    taking.failures = json_array();
    status = take_in(&taking);
    json_decref(taking.failures);
    return status;
}
