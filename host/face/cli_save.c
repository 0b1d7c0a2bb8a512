/* cli_save.c - clipkeep save. */
#include "face/choice.h"
#include "face/command.h"
#include "face/consent.h"
#include "face/encode.h"
#include "face/line.h"
#include "face/save_text.h"
#include "face/saving.h"
#include "face/signals.h"

#include "base/mem.h"
#include "session/session.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Somebody waits: after two minutes without a network they are told. */
enum { TEXT_MAX = 16384, NETWORK_MS = 120000 };

static void entry_ended(struct ck_save_run *saving, struct ck_entry *entry,
                        const struct ck_job_view *job)
{
    entry->ended = true;
    entry->failed = job->state != CK_JOB_DONE;
    entry->already = job->already;
    entry->off = entry->failed && job->code == CK_ERR_SAVING_OFF;
    entry->to_ask = entry->off && saving->asks;
    saving->ended++;
    if (entry->to_ask) {
        return;
    }
    if (saving->json) {
        entry->result = ck_save_result(entry->address, job);
        return;
    }
    ck_line_wipe(&saving->line);
    ck_print_end(entry->address, job);
}

/* Where nobody watches a bar, a line for each thing that begins. */
static void print_step(const struct ck_save_run *saving, struct ck_entry *entry,
                       const struct ck_job_view *job)
{
    ck_autobuf struct ck_buf line = {.max = TEXT_MAX};
    enum ck_step step = ck_step_of(job);

    if (saving->json || saving->line.wanted || step == entry->told) {
        return;
    }
    entry->told = step;
    ck_step_text(job, &line);
    if (line.len > 0) {
        (void)fprintf(stderr, "%s\n", ck_buf_text(&line));
    }
}

static void report(void *ctx, const struct ck_job_view *job)
{
    struct ck_save_run *saving = ctx;

    for (struct ck_entry *entry = ck_saving_find(saving, job->number); entry != NULL;
         entry = entry->next) {
        if (entry->job != job->number || entry->ended) {
            continue;
        }
        if (ck_job_state_ended(job->state)) {
            entry_ended(saving, entry, job);
        } else {
            print_step(saving, entry, job);
        }
    }
    if (saving->line.wanted && saving->ended < saving->count) {
        ck_save_draw(saving);
    }
}

static void refused(struct ck_save_run *saving, struct ck_entry *entry,
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
    ck_line_wipe(&saving->line);
    (void)ck_print_error(false, entry->address, err, 0);
}

static void cancel(struct ck_save_run *saving)
{
    size_t count;

    for (size_t i = 0; i < saving->count; i++) {
        if (!saving->entries[i].ended && saving->entries[i].job != 0) {
            (void)!ck_session_cancel(saving->session, saving->entries[i].job, false,
                                     &count, NULL);
        }
    }
}

/* Whether there is anything to wait for, and how long at most until the next look. */
static bool goes_on(struct ck_save_run *saving, int *ret_timeout_ms)
{
    enum { LOOK_MS = 500 };

    ck_saving_feed(saving, refused);
    *ret_timeout_ms = -1;
    if (ck_session_busy(saving->session)) {
        return true;
    }
    *ret_timeout_ms = LOOK_MS;
    return ck_saving_look_elsewhere(saving, report);
}

/* Until all is done or a signal comes; returns the signal's number, 0 for none. Ctrl-C
 * cancels; at other signals the jobs stay, to go on at the next start. */
static int run(struct ck_save_run *saving, int signal_fd, struct ck_error *err)
{
    int timeout_ms;

    while (goes_on(saving, &timeout_ms)) {
        struct ck_wait wait = {.fd = signal_fd, .events = POLLIN};

        if (!ck_session_turn(saving->session, &wait, 1, timeout_ms, err)) {
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

/* What was paused, here or elsewhere, is not waited for. */
static void tell_left(void *ctx, const struct ck_job_view *job)
{
    struct ck_save_run *saving = ctx;

    for (struct ck_entry *entry = ck_saving_find(saving, job->number); entry != NULL;
         entry = entry->next) {
        if (entry->job == job->number && !entry->ended && saving->json) {
            entry->result = ck_save_result(entry->address, job);
        } else if (entry->job == job->number && !entry->ended) {
            ck_print_left(entry->address, job);
        }
    }
}

static int finish(struct ck_save_run *saving, int signal_number)
{
    json_t *posts = json_array();
    bool failed = false;

    ck_line_wipe(&saving->line);
    for (size_t i = 0; i < saving->count && signal_number == 0; i++) {
        const struct ck_entry *entry = &saving->entries[i];

        if (!entry->ended && entry->result == NULL) {
            (void)!ck_session_look(saving->session, entry->job, tell_left, saving, NULL);
        }
    }
    for (size_t i = 0; i < saving->count; i++) {
        failed = failed || saving->entries[i].failed || !saving->entries[i].ended;
        (void)json_array_append_new(posts, saving->entries[i].result);
    }
    if (saving->ret_posts != NULL) {
        *saving->ret_posts = json_incref(posts);
    } else if (saving->json) {
        (void)ck_print_json(
            json_pack("{s:O, s:o}", "posts", posts, "counts", ck_saving_counts(saving)),
            0);
    } else {
        ck_print_off(saving);
    }
    json_decref(posts);
    if (signal_number > 0) {
        return 128 + signal_number;
    }
    return failed ? CK_EXIT_FAILED : CK_EXIT_OK;
}

/* What the command line chose is in force for this run only. */
static bool choose(struct ck_save_run *saving, struct ck_error *err)
{
    struct ck_settings settings = *ck_session_settings(saving->session);

    ck_choice_apply(&saving->choice, &settings);
    return ck_session_settings_for_run(saving->session, &settings, err);
}

static void troubled(void *ctx, enum ck_code code)
{
    struct ck_save_run *saving = ctx;

    if (!saving->json) {
        ck_line_wipe(&saving->line);
        ck_print_troubled(ctx, code);
    }
}

static int save_all(struct ck_save_run *saving)
{
    const struct ck_session_options options = {
        .report = report,
        .ctx = saving,
        .sandbox = CK_SANDBOX_SAVING,
        .troubled = troubled,
        .mended = ck_print_mended,
        .wait_for_disk = saving->count > CK_SAVE_CLICKS,
        .network_ms = NETWORK_MS,
    };
    struct ck_error err = {0};
    size_t resumed = 0;
    int signal_fd;
    int number;
    int status;

    if (!ck_signals_catch(&signal_fd, &err) ||
        !ck_session_create(&options, &saving->session, &err) || !choose(saving, &err) ||
        !ck_saving_enqueue(saving, &err)) {
        ck_session_free(saving->session);
        return ck_print_error(saving->json, NULL, &err, CK_EXIT_FAILED);
    }
    ck_saving_feed(saving, refused);
    if (ck_session_resume(saving->session, &resumed, &err) && resumed > 0 &&
        !saving->json && saving->count <= CK_SAVE_CLICKS) {
        (void)fputs("also going on with what is unfinished\n", stderr);
    }
    saving->asks = ck_consent_may_ask(saving);
    do {
        number = run(saving, signal_fd, &err);
    } while (number == 0 && ck_consent_ask(saving, signal_fd, refused, &number));
    status = number < 0 ? ck_print_error(saving->json, NULL, &err, CK_EXIT_FAILED)
                        : finish(saving, number);
    ck_session_free(saving->session);
    return status;
}

/* Takes over one option; NULL, or what is wrong with it. */
static const char *take_option(int option, char *value, struct ck_save_run *saving)
{
    switch (option) {
    case 'a':
        saving->again = true;
        break;
    case 'J':
        saving->json = true;
        break;
    case 'O':
        saving->consent = true;
        break;
    case 'Q':
        saving->choice.quality = value;
        return ck_quality_known(value)
                   ? NULL
                   : "--quality is best, compatible, small or sound-only";
    case 'C':
        saving->choice.captions = value;
        return ck_captions_known(value) ? NULL : "--captions is all, spoken or none";
    case 'W':
        saving->choice.watermark = CK_SWITCH_ON;
        break;
    case 'P':
        return ck_choice_parallel(value, &saving->choice) ? NULL : "--parallel is 1 to 8";
    case 'L':
        return ck_choice_speed(value, &saving->choice)
                   ? NULL
                   : "--speed-limit is bytes a second, such as 500k or 2M";
    case 'U':
        saving->choice.user_agent = value;
        return ck_settings_agent_valid(value)
                   ? NULL
                   : "--user-agent is 1 to 300 characters of plain ASCII";
    default:
        break;
    }
    return NULL;
}

static int save_addresses(struct ck_save_run *saving, char *const *addresses,
                          size_t count)
{
    struct ck_error err;
    int status;

    if (!ck_saving_make(saving, addresses, count, &err)) {
        return ck_print_error(saving->json, NULL, &err, CK_EXIT_FAILED);
    }
    saving->line = ck_line_begin(saving->json);
    status = save_all(saving);
    ck_saving_clear(saving);
    return status;
}

int ck_save_anew(char *const *pages, size_t count, json_t **ret_posts)
{
    struct ck_save_run saving = {
        .again = true, .json = ret_posts != NULL, .ret_posts = ret_posts};

    return save_addresses(&saving, pages, count);
}

int ck_command_save(int argc, char **argv)
{
    static const struct option options[] = {
        {"again", no_argument, NULL, 'a'},
        {"privately", no_argument, NULL, 'O'},
        {"quality", required_argument, NULL, 'Q'},
        {"captions", required_argument, NULL, 'C'},
        {"watermark", no_argument, NULL, 'W'},
        {"user-agent", required_argument, NULL, 'U'},
        {"parallel", required_argument, NULL, 'P'},
        {"speed-limit", required_argument, NULL, 'L'},
        {"json", no_argument, NULL, 'J'},
        {"help", no_argument, NULL, CK_OPTION_HELP},
        {NULL, 0, NULL, 0},
    };
    struct ck_save_run saving = {0};
    int option;

    while ((option = ck_option_next(argc, argv, "a", options)) != -1) {
        const char *wrong = NULL;

        if (option == '?' || option == CK_OPTION_HELP) {
            return option == '?' ? CK_EXIT_USAGE : CK_EXIT_OK;
        }
        wrong = take_option(option, optarg, &saving);
        if (wrong != NULL) {
            return ck_usage("save", wrong);
        }
    }
    if (optind == argc) {
        return ck_usage("save", "no address given");
    }
    return save_addresses(&saving, argv + optind, (size_t)(argc - optind));
}
