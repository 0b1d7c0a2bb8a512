/* cli_backup.c - clipkeep backup: public lists and sets of links, gone through one after
 * the other, while what they hold is being saved. */
#include "face/backing.h"
#include "face/command.h"
#include "face/saving.h"
#include "face/signals.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

/* Somebody waits: after two minutes without a network they are told. */
enum { NETWORK_MS = 120000, COMMENTS_MAX = 100000 };

static void end_source(struct ck_backup_source *source, enum ck_run_end how,
                       const struct ck_error *err)
{
    source->ended = true;
    source->how = how;
    source->err = err != NULL ? *err : (struct ck_error){0};
}

static void look_at_visit(struct ck_backup_run *run, struct ck_backup_source *source)
{
    struct ck_visit_view view;
    struct ck_error err;

    if (source->visit == NULL && !ck_visit_start(run->session, &source->address,
                                                 run->full, &source->visit, &err)) {
        end_source(source, CK_RUN_REFUSED, &err);
        return;
    }
    ck_visit_look(source->visit, &view);
    source->run = view.run;
    if (view.ended) {
        end_source(source, view.how, &view.err);
    }
}

static void look_at_links(struct ck_backup_run *run, struct ck_backup_source *source)
{
    const struct ck_list list = {.kind = CK_LIST_LINKS,
                                 .key = source->name,
                                 .title = source->name,
                                 .came_from = source->name};
    const struct ck_backup_how how = {
        .source = CK_SOURCE_LINKS, .full = run->full, .stated = -1};
    struct ck_backup_state state;
    struct ck_error err;

    if (!ck_link_set_follow(source->links, run->session)) {
        return;
    }
    if (!ck_backup_open(run->session, &list, &how, &source->run, NULL, &err) ||
        !ck_link_set_found(source->links, run->session, source->run, &state, &err) ||
        !ck_backup_end(run->session, source->run, CK_RUN_COMPLETE, -1, &err)) {
        end_source(source, CK_RUN_STOPPED, &err);
    } else {
        end_source(source, CK_RUN_COMPLETE, NULL);
    }
}

/* True while there is something to wait for. A captcha ends all lists: it is of us, not
 * of one of them. */
static bool goes_on(struct ck_backup_run *run)
{
    while (run->at < run->count) {
        struct ck_backup_source *source = &run->sources[run->at];

        if (source->links != NULL) {
            look_at_links(run, source);
        } else {
            look_at_visit(run, source);
        }
        ck_backup_progress(run, source);
        if (!source->ended) {
            return true;
        }
        run->at = source->how == CK_RUN_CAPTCHA ? run->count : run->at + 1;
    }
    ck_backup_progress_after(run);
    return ck_session_busy(run->session) || ck_backup_remarks(run);
}

static void stop(struct ck_backup_run *run)
{
    run->stopped = true;
    for (size_t i = 0; i < run->count; i++) {
        struct ck_backup_source *source = &run->sources[i];

        if (source->visit != NULL && !source->ended) {
            ck_visit_stop(source->visit);
        }
    }
}

/* The number of the signal that ended it, 0 for none, -1 after an error. */
static int work(struct ck_backup_run *run, int signal_fd, struct ck_error *err)
{
    while (goes_on(run)) {
        struct ck_wait wait = {.fd = signal_fd, .events = POLLIN};
        int number = 0;

        if (!ck_session_turn(run->session, &wait, 1, -1, err)) {
            return -1;
        }
        number = wait.revents != 0 ? ck_signals_take(signal_fd) : 0;
        if (number != 0) {
            stop(run);
            return number;
        }
    }
    return 0;
}

static int back_up(struct ck_backup_run *run)
{
    const struct ck_session_options options = {
        .report = ck_backup_report,
        .ctx = run,
        .sandbox = CK_SANDBOX_SAVING,
        .troubled = ck_backup_troubled,
        .mended = ck_print_mended,
        .wait_for_disk = true,
        .network_ms = NETWORK_MS,
        .consent = run->consent,
    };
    struct ck_error err = {0};
    int signal_fd;
    int number;
    int status;

    if (!ck_signals_catch(&signal_fd, &err) ||
        !ck_session_create(&options, &run->session, &err)) {
        status = ck_print_error(run->json, NULL, &err, CK_EXIT_FAILED);
        ck_backup_clear(run);
        return status;
    }
    if (run->due && !ck_backup_due(run, &err)) {
        status = ck_print_error(run->json, NULL, &err, CK_EXIT_FAILED);
        ck_session_free(run->session);
        ck_backup_clear(run);
        return status;
    }
    run->line = ck_line_begin(run->json);
    number = work(run, signal_fd, &err);
    status = number < 0 ? ck_print_error(run->json, NULL, &err, CK_EXIT_FAILED)
                        : ck_backup_finish(run, number);
    ck_backup_clear(run);
    ck_session_free(run->session);
    return status;
}

static bool take_comments(const char *text, struct ck_backup_run *run)
{
    char *end;
    long count = strtol(text, &end, 10);

    run->comments = count > 0 && count <= COMMENTS_MAX ? (size_t)count : 0;
    return *text >= '0' && *text <= '9' && *end == '\0' && run->comments > 0;
}

int ck_command_backup(int argc, char **argv)
{
    static const struct option options[] = {{"full", no_argument, NULL, 'F'},
                                            {"due", no_argument, NULL, 'D'},
                                            {"comments", required_argument, NULL, 'C'},
                                            {"privately", no_argument, NULL, 'O'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    struct ck_backup_run run = {0};
    struct ck_error err;
    int option;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option == 'C' && !take_comments(optarg, &run)) {
            return ck_usage("backup", "--comments is 1 to 100000");
        }
        if (option == '?' || option == CK_OPTION_HELP) {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        run.full = run.full || option == 'F';
        run.consent = run.consent || option == 'O';
        run.json = run.json || option == 'J';
        run.due = run.due || option == 'D';
    }
    /* Whoever names lists means those. */
    run.due = run.due && optind == argc;
    if (optind == argc && !run.due) {
        return ck_usage("backup", "no account, list or file given");
    }
    for (int i = optind; i < argc; i++) {
        if (!ck_backup_argument(&run, argv[i], &err)) {
            int status = ck_print_error(run.json, argv[i], &err, CK_EXIT_FAILED);

            ck_backup_clear(&run);
            return status;
        }
    }
    return back_up(&run);
}
