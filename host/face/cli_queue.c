/* cli_queue.c - clipkeep pause, resume, retry and cancel: what becomes of the queue. */
#include "face/command.h"
#include "face/saving.h"
#include "face/signals.h"

#include "base/mem.h"
#include "desktop/detached.h"
#include "session/session.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct queue_run;
typedef bool change(const struct queue_run *run, int64_t number, size_t *ret_count,
                    struct ck_error *err);

struct queue_command {
    change *how;
    bool works;       /* then goes on until nothing is left */
    bool careful;     /* that all are meant must be said */
    const char *word; /* what became of the jobs, when it does not work */
};

/* One run of one of the commands. */
struct queue_run {
    const struct queue_command *command;
    struct ck_session *session;
    bool json, quiet, all, consent;
    char **numbers; /* none: all jobs */
    int number_count;
    int64_t changed, saved, failed;
    int64_t off; /* failed because their creators turned saving off */
};

static bool do_pause(const struct queue_run *run, int64_t number, size_t *ret_count,
                     struct ck_error *err)
{
    return ck_session_pause(run->session, number, true, ret_count, err);
}

static bool go_on(const struct queue_run *run, int64_t number, size_t *ret_count,
                  struct ck_error *err)
{
    return ck_session_pause(run->session, number, false, ret_count, err);
}

static bool cancel(const struct queue_run *run, int64_t number, size_t *ret_count,
                   struct ck_error *err)
{
    return ck_session_cancel(run->session, number, true, ret_count, err);
}

static bool retry(const struct queue_run *run, int64_t number, size_t *ret_count,
                  struct ck_error *err)
{
    return ck_session_retry(run->session, number, run->consent, ret_count, err);
}

/* A job's number; 0 for anything else. */
static int64_t read_number(const char *text)
{
    char *end;
    long long number = strtoll(text, &end, 10);

    return *text >= '0' && *text <= '9' && *end == '\0' && number < INT64_C(1) << 53
               ? number
               : 0;
}

static bool change_jobs(struct queue_run *run, struct ck_error *err)
{
    change *how = run->command->how;
    size_t count = 0;

    if (run->number_count == 0 && run->quiet && how == go_on) {
        return true; /* nobody asked for what the person has paused */
    }
    if (run->number_count == 0) {
        bool ok = how(run, 0, &count, err);

        run->changed = (int64_t)count;
        return ok;
    }
    for (int i = 0; i < run->number_count; i++) {
        if (!how(run, read_number(run->numbers[i]), &count, err)) {
            return false;
        }
        run->changed += (int64_t)count;
    }
    return true;
}

static void report(void *ctx, const struct ck_job_view *job)
{
    struct queue_run *run = ctx;

    if (!ck_job_state_ended(job->state)) {
        return;
    }
    run->saved += job->state == CK_JOB_DONE;
    if (job->state == CK_JOB_FAILED && job->code == CK_ERR_SAVING_OFF) {
        run->off++;
    } else {
        run->failed += job->state == CK_JOB_FAILED;
    }
    if (!run->json && !run->quiet) {
        ck_print_end(job->page, job);
    }
}

/* Works until nothing is left; the number of the signal that ended it, -1 after an error.
 */
static int work(struct queue_run *run, int signal_fd, struct ck_error *err)
{
    size_t count;

    if (!ck_session_resume(run->session, &count, err)) {
        return -1;
    }
    while (ck_session_busy(run->session)) {
        struct ck_wait wait = {.fd = signal_fd, .events = POLLIN};
        int number = 0;

        if (!ck_session_turn(run->session, &wait, 1, -1, err)) {
            return -1;
        }
        number = wait.revents != 0 ? ck_signals_take(signal_fd) : 0;
        if (number != 0) {
            return number;
        }
    }
    return 0;
}

/* A number of no job that could be changed is told by the count alone. */
static int tell_changed(const struct queue_run *run)
{
    int status = run->changed < run->number_count && run->command->careful
                     ? CK_EXIT_FAILED
                     : CK_EXIT_OK;

    if (run->json) {
        return ck_print_json(json_pack("{s:I}", "count", (json_int_t)run->changed),
                             status);
    }
    (void)printf("%lld %s\n", (long long)run->changed, run->command->word);
    return status;
}

static int tell_work(const struct queue_run *run, int signal_number)
{
    int status = signal_number > 0            ? 128 + signal_number
                 : run->failed + run->off > 0 ? CK_EXIT_FAILED
                                              : CK_EXIT_OK;

    return run->json ? ck_print_json(json_pack("{s:I, s:I, s:I, s:I}", "count",
                                               (json_int_t)run->changed, "saved",
                                               (json_int_t)run->saved, "failed",
                                               (json_int_t)run->failed, "savingOff",
                                               (json_int_t)run->off),
                                     status)
                     : status;
}

static int carry_out(struct queue_run *run)
{
    bool works = run->command->works;
    const struct ck_session_options options = {
        .report = report,
        .ctx = run,
        .sandbox = works ? CK_SANDBOX_SAVING : CK_SANDBOX_NONE,
        .mended = run->quiet ? NULL : ck_print_mended,
        .troubled = run->quiet || run->json ? NULL : ck_print_troubled,
        .wait_for_disk = true,
        .network_ms = -1,
        .reread = works ? CK_REREAD_ALL : CK_REREAD_NOT,
    };
    struct ck_error err = {0};
    int signal_fd;
    int number = 0;
    int status;

    if (!ck_signals_catch(&signal_fd, &err) ||
        !ck_session_create(&options, &run->session, &err) || !change_jobs(run, &err) ||
        (works && (number = work(run, signal_fd, &err)) < 0)) {
        status = ck_print_error(run->json, NULL, &err, CK_EXIT_FAILED);
    } else {
        status = works ? tell_work(run, number) : tell_changed(run);
    }
    ck_session_free(run->session);
    return status;
}

/* Alone in the background. */
static int work_quietly(struct queue_run *run)
{
    struct ck_error err;
    bool first = false;

    if (!ck_detached_begin(CK_DETACHED_RESUME, &first, &err)) {
        return ck_print_error(false, NULL, &err, CK_EXIT_FAILED);
    }
    return first ? carry_out(run) : CK_EXIT_OK;
}

/* Reads options and numbers; a status to end with, or -1 to go on. */
static int read_line(int argc, char **argv, struct queue_run *run)
{
    static const struct option options[] = {{"all", no_argument, NULL, 'a'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {"privately", no_argument, NULL, 'O'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    int option;

    while ((option = ck_option_next(argc, argv, "aq", options)) != -1) {
        if (option == CK_OPTION_HELP || option == '?') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        if (option == 'O' && run->command->how != retry) {
            return ck_usage(argv[0], "--privately is for what failed: clipkeep retry");
        }
        run->consent = run->consent || option == 'O';
        run->all = run->all || option == 'a';
        run->json = run->json || option == 'J';
        run->quiet = run->quiet || option == 'q';
    }
    run->numbers = argv + optind;
    run->number_count = argc - optind;
    for (int i = 0; i < run->number_count; i++) {
        if (read_number(run->numbers[i]) == 0) {
            return ck_usage(argv[0], "a job's number is needed");
        }
    }
    if (run->all && run->number_count > 0) {
        return ck_usage(argv[0], "either numbers or --all");
    }
    return run->command->careful && !run->all && run->number_count == 0
               ? ck_usage(argv[0], "jobs' numbers are needed, or --all")
               : -1;
}

static int run_command(int argc, char **argv, const struct queue_command *command)
{
    struct queue_run run = {.command = command};
    int status = read_line(argc, argv, &run);

    if (status >= 0) {
        return status;
    }
    return command->how == go_on && run.quiet && run.number_count == 0
               ? work_quietly(&run)
               : carry_out(&run);
}

int ck_command_pause(int argc, char **argv)
{
    return run_command(argc, argv,
                       &(struct queue_command){.how = do_pause, .word = "paused"});
}

int ck_command_resume(int argc, char **argv)
{
    return run_command(argc, argv, &(struct queue_command){.how = go_on, .works = true});
}

int ck_command_retry(int argc, char **argv)
{
    return run_command(argc, argv, &(struct queue_command){.how = retry, .works = true});
}

int ck_command_cancel(int argc, char **argv)
{
    return run_command(
        argc, argv,
        &(struct queue_command){.how = cancel, .careful = true, .word = "cancelled"});
}
