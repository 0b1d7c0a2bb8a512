/* cli_verify.c - clipkeep verify. What it prints as JSON: CHECKUP.md. */
#include "face/bar.h"
#include "face/command.h"
#include "face/line.h"
#include "face/signals.h"
#include "face/stamp_text.h"
#include "face/verify_text.h"

#include "base/clock.h"
#include "base/mem.h"
#include "keep/permission.h"

#include <stdio.h>
#include <string.h>

struct verifying {
    struct ck_checkup *checkup;
    struct ck_verified result;
    struct ck_line line;
    int64_t begun_ms, begun_bytes;
    json_t *pages; /* what to save anew: address by post */
    char *folder;
    bool json;
    int signal_number; /* that ended it, 0: none */
};

static void told(void *ctx, const struct ck_checkup_news *news)
{
    struct verifying *verifying = ctx;
    enum ck_verify_finding finding = news->file->finding;
    bool wrong = finding == CK_FOUND_DAMAGED || finding == CK_FOUND_MISSING;

    if (finding == CK_FOUND_GOOD) {
        return;
    }
    verifying->result.replaced += wrong && news->replaced;
    /* TikTok does not have what a creator permitted. */
    if (wrong && !news->replaced && !ck_permission_owns(news->file->name)) {
        (void)json_object_set_new(verifying->pages, news->file->post,
                                  json_string(news->page));
    }
    if (verifying->json) {
        (void)json_array_append_new(verifying->result.findings, ck_finding_json(news));
    } else if (finding != CK_FOUND_MISSING || !news->replaced) {
        ck_line_wipe(&verifying->line);
        ck_finding_print(news);
    }
}

static void draw(struct verifying *verifying)
{
    const struct ck_verify_progress *now = ck_checkup_so_far(verifying->checkup);
    struct ck_bar bar = {"verifying", now->bytes_done, now->bytes, -1, -1};
    ck_autobuf struct ck_buf text = {.max = 1024};
    int64_t ms = ck_clock_ms() - verifying->begun_ms;

    if (ms > 1000) {
        bar.speed = (now->bytes_done - verifying->begun_bytes) * 1000 / ms;
        bar.left_s =
            bar.speed > 0 ? (now->bytes - now->bytes_done) / bar.speed : bar.left_s;
    }
    ck_bar_text(&bar, ck_line_columns(), &text);
    ck_line_draw(&verifying->line, ck_buf_text(&text));
}

static void told_stamp(void *ctx, const struct ck_stamp_news *news)
{
    struct verifying *verifying = ctx;

    verifying->result.bad_stamps += news->verdict == CK_STAMP_BAD;
    if (verifying->json) {
        (void)json_array_append_new(verifying->result.stamps, ck_stamp_json(news));
    } else {
        ck_stamp_print(news);
    }
}

static bool read_all(struct verifying *verifying, int signal_fd, struct ck_error *err)
{
    bool more = true;
    bool ok = true;

    while (ok && more && (verifying->signal_number = ck_signals_take(signal_fd)) == 0) {
        ok = ck_checkup_step(verifying->checkup, &more, err);
        if (ck_line_due(&verifying->line)) {
            draw(verifying);
        }
    }
    ck_line_wipe(&verifying->line);
    verifying->result.stopped = more;
    verifying->result.progress = *ck_checkup_so_far(verifying->checkup);
    return ok && ck_checkup_lists(verifying->checkup, &verifying->result.lists, err);
}

static bool verify(struct verifying *verifying, struct ck_error *err)
{
    const struct ck_session_options options = {0};
    struct ck_session *session = NULL;
    int signal_fd;
    bool ok = ck_signals_catch(&signal_fd, err) &&
              ck_session_create(&options, &session, err) &&
              ck_checkup_open(session, told, verifying, &verifying->checkup, err);

    if (ok) {
        verifying->folder = ck_strdup(ck_session_settings(session)->folder);
        verifying->begun_ms = ck_clock_ms();
        verifying->begun_bytes = ck_checkup_so_far(verifying->checkup)->bytes_done;
        if (!verifying->json && verifying->begun_bytes > 0) {
            (void)fputs("going on where the last run ended\n", stderr);
        }
        ok = read_all(verifying, signal_fd, err) &&
             ck_timestamp_check(session, told_stamp, verifying, err);
    }
    ck_checkup_free(verifying->checkup);
    verifying->checkup = NULL;
    ck_session_free(session);
    return ok;
}

static int fetch_again(struct verifying *verifying)
{
    size_t count = json_object_size(verifying->pages);
    ck_autofree char **pages = ck_calloc(count + 1, sizeof(*pages));
    const char *post;
    json_t *page;
    size_t at = 0;

    if (pages == NULL) {
        return CK_EXIT_FAILED;
    }
    json_object_foreach(verifying->pages, post, page)
    {
        pages[at++] = (char *)(uintptr_t)json_string_value(page); /* as argv's are */
    }
    return ck_save_anew(pages, count, verifying->json ? &verifying->result.saved : NULL);
}

/* Tells, and saves anew what is to be; the exit status. */
static int conclude(struct verifying *verifying)
{
    struct ck_verified *result = &verifying->result;
    int status = ck_verified_sound(result) ? CK_EXIT_OK : CK_EXIT_FAILED;

    if (!verifying->json) {
        ck_verified_print(result);
    }
    if (result->stopped) {
        status = 128 + verifying->signal_number;
    } else if (result->fetching && json_object_size(verifying->pages) > 0) {
        status = fetch_again(verifying);
        status = status == CK_EXIT_OK && !ck_verified_lists_sound(result) ? CK_EXIT_FAILED
                                                                          : status;
    }
    return verifying->json
               ? ck_print_json(ck_verified_json(result, verifying->folder), status)
               : status;
}

int ck_command_verify(int argc, char **argv)
{
    static const struct option options[] = {{"fetch-again", no_argument, NULL, 'F'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    struct verifying verifying = {0};
    struct ck_error err = {0};
    int option;
    int status;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option != 'J' && option != 'F') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        verifying.json = verifying.json || option == 'J';
        verifying.result.fetching = verifying.result.fetching || option == 'F';
    }
    if (optind != argc) {
        return ck_usage("verify", "too many arguments");
    }
    verifying.line = ck_line_begin(verifying.json);
    verifying.pages = json_object();
    verifying.result.findings = json_array();
    verifying.result.stamps = json_array();
    status = verify(&verifying, &err)
                 ? conclude(&verifying)
                 : ck_print_error(verifying.json, NULL, &err, CK_EXIT_SETUP);
    json_decref(verifying.pages);
    json_decref(verifying.result.findings);
    json_decref(verifying.result.stamps);
    json_decref(verifying.result.saved);
    ck_free(verifying.folder);
    return status;
}
