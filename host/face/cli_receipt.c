/* cli_receipt.c - clipkeep receipt: how what was backed up adds up. */
#include "face/command.h"
#include "face/receipt_text.h"
#include "face/saving.h"

#include "session/receipt.h"
#include "session/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { POSTS_SHOWN = 50, POSTS_MAX = 100000, TEXT_MAX = 1024 * 1024 };

/* When it was gone through; then the receipt, a line with its number last. */
static bool print_run(struct ck_archive *archive, int64_t run, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = TEXT_MAX};
    struct ck_receipt receipt;
    char date[32] = "";
    struct tm tm;
    time_t when;

    if (!ck_run_receipt(archive, run, &receipt, err)) {
        return false;
    }
    when = (time_t)receipt.run.started_at;
    if (localtime_r(&when, &tm) != NULL) {
        (void)strftime(date, sizeof(date), "%Y-%m-%d %H:%M", &tm);
    }
    ck_receipt_text(&receipt, &text);
    ck_receipt_clear(&receipt);
    if (!ck_buf_ok(&text)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    (void)printf("%s  run %lld\n%s\n", date, (long long)run, ck_buf_text(&text));
    return true;
}

static bool print_post(void *ctx, const struct ck_list_post *post, enum ck_fate fate,
                       enum ck_code code)
{
    (void)ctx;
    (void)fate;
    (void)printf("  https://www.tiktok.com/@");
    ck_print_clean(post->author);
    (void)printf("/video/");
    ck_print_clean(post->post);
    (void)printf("  %s  ", ck_code_sentence(code));
    ck_print_clean(post->text);
    (void)putchar('\n');
    return true;
}

/* The run with what is known of the posts that are gone or failed. */
static bool print_one(struct ck_archive *archive, int64_t run, struct ck_error *err)
{
    return print_run(archive, run, err) &&
           ck_run_each(archive, run, CK_FATE_GONE, POSTS_SHOWN, print_post, NULL, err) &&
           ck_run_each(archive, run, CK_FATE_FAILED, POSTS_SHOWN, print_post, NULL, err);
}

static bool print_newest(struct ck_archive *archive, struct ck_error *err)
{
    ck_autofree struct ck_run *runs = NULL;
    size_t count = 0;

    if (!ck_runs_newest(archive, &runs, &count, err)) {
        return false;
    }
    if (count == 0) {
        (void)puts("No list was backed up yet.");
    }
    for (size_t i = 0; i < count; i++) {
        if (!print_run(archive, runs[i].number, err)) {
            return false;
        }
    }
    return true;
}

static int print_json(struct ck_archive *archive, int64_t run)
{
    struct ck_error err;
    json_t *receipts = NULL;
    json_t *posts = NULL;

    if (!ck_receipts_json(archive, run, &receipts, &err)) {
        return ck_print_error(true, NULL, &err, CK_EXIT_FAILED);
    }
    if (run == 0) {
        return ck_print_json(json_pack("{s:o}", "receipts", receipts), CK_EXIT_OK);
    }
    if (!ck_receipt_posts_json(archive, run, POSTS_MAX, &posts, &err)) {
        json_decref(receipts);
        return ck_print_error(true, NULL, &err, CK_EXIT_FAILED);
    }
    return ck_print_json(json_pack("{s:o, s:o}", "receipts", receipts, "posts", posts),
                         CK_EXIT_OK);
}

static int tell(int64_t run, bool json)
{
    const struct ck_session_options options = {.mended = ck_print_mended};
    struct ck_session *session = NULL;
    struct ck_archive *archive;
    struct ck_error err;
    int status = CK_EXIT_OK;

    if (!ck_session_create(&options, &session, &err) ||
        !ck_session_archive(session, &archive, &err)) {
        status = ck_print_error(json, NULL, &err, CK_EXIT_FAILED);
    } else if (json) {
        status = print_json(archive, run);
    } else if (run > 0 ? !print_one(archive, run, &err) : !print_newest(archive, &err)) {
        status = ck_print_error(false, NULL, &err, CK_EXIT_FAILED);
    }
    ck_session_free(session);
    return status;
}

int ck_command_receipt(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    bool json = false;
    long long run = 0;
    char *end = NULL;
    int option;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option != 'J') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        json = true;
    }
    if (optind < argc) {
        run = strtoll(argv[optind], &end, 10);
        if (run <= 0 || *end != '\0' || optind + 1 < argc) {
            return ck_usage("receipt", "give one number of a run, or none");
        }
    }
    return tell((int64_t)run, json);
}
