/* cli_export.c - clipkeep export. What it makes, and what it prints as JSON: EXPORT.md.
 */
#include "face/command.h"
#include "face/encode.h"
#include "face/line.h"
#include "face/signals.h"

#include "session/takeout.h"

#include <inttypes.h>
#include <stdio.h>

enum { TEXT_MAX = 16384 };

struct exporting {
    struct ck_takeout_task task;
    struct ck_takeout_report report;
    bool json;
    struct ck_line line;
    json_t *left_out;
    int signal_fd;
    int signal_number; /* that ended it, 0: none */
};

static const char *const form_texts[CK_TAKEOUT_FORMS] = {"bagit", "nfo", "nfo-here",
                                                         "csv", "jsonl"};
static const char *const put_texts[CK_PUTS] = {"copied",  "linked",  "there",
                                               "missing", "changed", "name"};

static bool goes_on(void *ctx, const struct ck_takeout_report *so_far)
{
    struct exporting *exporting = ctx;
    char text[80];

    exporting->signal_number = ck_signals_take(exporting->signal_fd);
    if (ck_line_due(&exporting->line)) {
        char bytes[16];

        ck_text_bytes(so_far->bytes, bytes);
        (void)snprintf(text, sizeof(text), "%lld of %lld posts, %s",
                       (long long)so_far->posts_done, (long long)so_far->posts, bytes);
        ck_line_draw(&exporting->line, text);
    }
    return exporting->signal_number == 0;
}

static void left_out(void *ctx, const struct ck_kept *kept, const char *name,
                     enum ck_put why)
{
    struct exporting *exporting = ctx;

    if (exporting->json) {
        (void)json_array_append_new(exporting->left_out,
                                    json_pack("{s:s, s:o, s:s}", "post", kept->id, "file",
                                              ck_encode_text(name, TEXT_MAX), "why",
                                              put_texts[why]));
        return;
    }
    ck_line_wipe(&exporting->line);
    (void)fputs("left out: ", stdout);
    ck_print_clean(name);
    (void)printf(" (%s)\n", why == CK_PUT_MISSING   ? "it is not in the save folder"
                            : why == CK_PUT_CHANGED ? "it is not as it was kept"
                                                    : "its name leads elsewhere");
}

static int64_t losses(const struct ck_takeout_report *report)
{
    return report->put[CK_PUT_MISSING] + report->put[CK_PUT_CHANGED] +
           report->put[CK_PUT_NAME];
}

static json_t *report_json(const struct exporting *exporting)
{
    const struct ck_takeout_report *report = &exporting->report;
    const struct ck_takeout_task *task = &exporting->task;

    return json_pack(
        "{s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:O}", "form", form_texts[task->form],
        "target", ck_encode_text(task->target, TEXT_MAX), "posts",
        (json_int_t)report->written, "passedOver", (json_int_t)report->passed, "had",
        (json_int_t)report->had, "files", (json_int_t)report->files, "linked",
        (json_int_t)report->put[CK_PUT_LINKED], "bytes", (json_int_t)report->bytes,
        "leftOut", exporting->left_out);
}

static void print_report(const struct exporting *exporting)
{
    const struct ck_takeout_report *report = &exporting->report;
    char bytes[16];

    ck_text_bytes(report->bytes, bytes);
    (void)printf("%" PRId64 " posts", report->written);
    if (report->files > 0) {
        (void)printf(", %" PRId64 " %s, %s", report->files,
                     report->files == 1 ? "file" : "files", bytes);
    }
    (void)puts("");
    if (report->had > 0) {
        (void)printf("%" PRId64 " had their .nfo already\n", report->had);
    }
    if (report->passed > 0) {
        (void)printf("%" PRId64 " are no videos and were passed over\n", report->passed);
    }
    if (losses(report) > 0) {
        (void)printf("%" PRId64 " files were left out; `clipkeep verify --fetch-again` "
                     "saves their posts anew.\n",
                     losses(report));
    }
    if (exporting->task.target != NULL) {
        (void)puts(exporting->task.target);
    }
}

static int conclude(const struct exporting *exporting)
{
    int status = losses(&exporting->report) > 0 ? CK_EXIT_FAILED : CK_EXIT_OK;

    if (exporting->json) {
        return ck_print_json(report_json(exporting), status);
    }
    print_report(exporting);
    return status;
}

static int export(struct exporting *exporting)
{
    const struct ck_session_options options = {0};
    struct ck_session *session = NULL;
    struct ck_error err = {0};
    bool ok = ck_signals_catch(&exporting->signal_fd, &err) &&
              ck_session_create(&options, &session, &err) &&
              ck_session_takeout(session, &exporting->task, &exporting->report, &err);

    ck_line_wipe(&exporting->line);
    ck_session_free(session);
    if (ok) {
        return conclude(exporting);
    }
    return ck_print_error(exporting->json, exporting->task.target, &err,
                          exporting->signal_number != 0 ? 128 + exporting->signal_number
                                                        : CK_EXIT_FAILED);
}

/* False: more than one form. */
static bool choose(struct exporting *exporting, int form, bool *chosen)
{
    bool first = !*chosen;

    *chosen = true;
    exporting->task.form = (enum ck_takeout_form)form;
    exporting->task.target = optarg;
    return first;
}

int ck_command_export(int argc, char **argv)
{
    static const struct option options[] = {
        {"bagit", required_argument, NULL, CK_TAKEOUT_BAG},
        {"nfo", required_argument, NULL, CK_TAKEOUT_NFO},
        {"nfo-here", no_argument, NULL, CK_TAKEOUT_NFO_HERE},
        {"csv", required_argument, NULL, CK_TAKEOUT_CSV},
        {"jsonl", required_argument, NULL, CK_TAKEOUT_JSONL},
        {"link", no_argument, NULL, 'l'},
        {"json", no_argument, NULL, 'J'},
        {"help", no_argument, NULL, CK_OPTION_HELP},
        {NULL, 0, NULL, 0}};
    struct exporting exporting = {.signal_fd = -1};
    bool chosen = false;
    int option, status;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option == CK_OPTION_HELP || option == '?') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        exporting.json = exporting.json || option == 'J';
        exporting.task.link = exporting.task.link || option == 'l';
        if (option < CK_TAKEOUT_FORMS && !choose(&exporting, option, &chosen)) {
            return ck_usage("export", "one form at a time");
        }
    }
    if (!chosen || optind != argc) {
        return ck_usage("export",
                        "give one of --bagit, --nfo, --nfo-here, --csv, --jsonl");
    }
    exporting.task.goes_on = goes_on;
    exporting.task.left_out = left_out;
    exporting.task.ctx = &exporting;
    exporting.line = ck_line_begin(exporting.json);
    exporting.left_out = json_array();
    status = export(&exporting);
    json_decref(exporting.left_out);
    return status;
}
