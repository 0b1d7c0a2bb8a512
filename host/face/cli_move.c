/* cli_move.c - what `clipkeep folder` does with posts that are kept in another folder. */
#include "face/cli_move.h"

#include "face/bar.h"
#include "face/encode.h"
#include "face/line.h"
#include "face/signals.h"

#include "base/clock.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 16384 };

struct run {
    const struct ck_move_wish *wish;
    int signal_fd;
    bool stopped;
    struct ck_line line;
    int64_t begun_ms;
    json_t *stayed;
};

static void draw(struct run *run, const struct ck_move_progress *now)
{
    struct ck_bar bar = {"moving", now->bytes_done, now->bytes, -1, -1};
    ck_autobuf struct ck_buf text = {.max = 1024};
    int64_t ms = ck_clock_ms() - run->begun_ms;

    if (ms > 1000) {
        bar.speed = now->bytes_done * 1000 / ms;
        bar.left_s = bar.speed > 0 && now->bytes > now->bytes_done
                         ? (now->bytes - now->bytes_done) / bar.speed
                         : -1;
    }
    ck_bar_text(&bar, ck_line_columns(), &text);
    ck_line_draw(&run->line, ck_buf_text(&text));
}

static bool goes_on(void *ctx, const struct ck_move_progress *progress)
{
    struct run *run = ctx;
    struct pollfd signals = {.fd = run->signal_fd, .events = POLLIN};

    run->stopped = run->stopped ||
                   (poll(&signals, 1, 0) > 0 && ck_signals_take(run->signal_fd) != 0);
    if (!run->stopped && ck_line_due(&run->line)) {
        draw(run, progress);
    }
    return !run->stopped;
}

static const char *why_text(enum ck_stayed why)
{
    switch (why) {
    case CK_STAYED_TAKEN:
        return "another file has its name there";
    case CK_STAYED_CHANGED:
        return "it is not as it was kept";
    case CK_STAYED_MISSING:
        return "its file is not there";
    case CK_STAYED_BUSY:
        return "it is being saved right now";
    case CK_STAYED_NOT:
    case CK_STAYS:
        break;
    }
    return "";
}

static void stays(void *ctx, const struct ck_kept *kept, enum ck_stayed why)
{
    struct run *run = ctx;

    if (run->wish->json) {
        (void)json_array_append_new(
            run->stayed, json_pack("{s:s, s:o, s:s}", "post", kept->id, "file",
                                   ck_encode_text(kept->files[0].name, TEXT_MAX), "why",
                                   ck_stayed_text(why)));
    } else if (!run->wish->quiet) {
        ck_line_wipe(&run->line);
        (void)fputs("stays: ", stdout);
        ck_print_clean(kept->files[0].name);
        (void)printf(" (%s)\n", why_text(why));
    }
}

/* Moves until all is done; an old folder that cannot be opened keeps none of the others.
 */
static bool move_all(struct run *run, struct ck_moving *moving, struct ck_error *why)
{
    bool more = true, ok = true;

    while (more && !run->stopped) {
        struct ck_error err;

        if (ck_moving_step(moving, &more, &err)) {
            continue;
        }
        *why = err;
        ok = false;
        more = err.code == CK_ERR_FOLDER_MISSING;
        if (!run->wish->quiet && !run->stopped) {
            ck_line_wipe(&run->line);
            (void)ck_print_error(false, NULL, &err, 0);
        }
    }
    ck_line_wipe(&run->line);
    return ok;
}

static int64_t count_stayed(const struct ck_move_progress *progress)
{
    return progress->posts_done - progress->stayed[CK_STAYED_NOT];
}

static int conclude(const struct run *run, const struct ck_move_progress *progress,
                    bool ok, const struct ck_error *why)
{
    int64_t moved = progress->stayed[CK_STAYED_NOT];
    int64_t left = progress->posts - progress->posts_done;
    int status = run->stopped                        ? CK_EXIT_CANCELLED
                 : ok && count_stayed(progress) == 0 ? CK_EXIT_OK
                                                     : CK_EXIT_FAILED;

    if (run->wish->json) {
        json_t *error = ok || run->stopped ? json_null() : ck_error_json(why);

        return ck_print_json(json_pack("{s:I, s:I, s:O, s:o}", "moved", (json_int_t)moved,
                                       "left", (json_int_t)(left > 0 ? left : 0),
                                       "stayed", run->stayed, "error", error),
                             status);
    }
    if (!run->wish->quiet) {
        (void)printf("%lld post%s moved, %lld stay%s\n", (long long)moved,
                     moved == 1 ? "" : "s", (long long)count_stayed(progress),
                     run->stopped ? "; stopped" : "");
        if (run->stopped) {
            (void)puts("`clipkeep folder --move` goes on.");
        }
    }
    return status;
}

int ck_move_here(struct ck_session *session, const struct ck_move_wish *wish)
{
    struct run run = {.wish = wish, .line = ck_line_begin(wish->json || wish->quiet)};
    const struct ck_moving_face face = {goes_on, stays, &run};
    struct ck_move_progress progress;
    struct ck_moving *moving;
    struct ck_error err = {0}, why = {0};
    bool ok;
    int status;

    if (!ck_signals_catch(&run.signal_fd, &err) ||
        !ck_moving_open(session, !wish->quiet, &face, &moving, &err)) {
        return ck_print_error(wish->json, NULL, &err, CK_EXIT_FAILED);
    }
    run.begun_ms = ck_clock_ms();
    run.stayed = json_array();
    ok = move_all(&run, moving, &why);
    progress = ck_moving_so_far(moving);
    if (run.stopped) {
        (void)ck_fail(&why, CK_ERR_CANCELLED, NULL);
        ok = false;
    }
    if (!ck_moving_end(moving, ok ? NULL : &why, &err)) {
        ok = false;
        why = err;
        if (!wish->json) {
            (void)ck_print_error(false, NULL, &err, 0);
        }
    }
    status = conclude(&run, &progress, ok, &why);
    json_decref(run.stayed);
    return status;
}

/* Asks in words; what is no clear yes leaves all where it is. */
static bool ask(const struct ck_elsewhere_view *there)
{
    char answer[16] = "", bytes[16];

    ck_text_bytes(there->bytes, bytes);
    (void)printf("%lld post%s (%s) kept in \"", (long long)there->posts,
                 there->posts == 1 ? "" : "s", bytes);
    ck_print_clean(there->folder);
    (void)fputs("\". Move what is there into this folder too? [y/N] ", stdout);
    (void)fflush(stdout);
    return fgets(answer, sizeof(answer), stdin) != NULL &&
           (answer[0] == 'y' || answer[0] == 'Y');
}

static int leave(struct ck_session *session, const struct ck_move_wish *wish)
{
    struct ck_error err;

    return ck_session_leave(session, NULL, true, &err)
               ? CK_EXIT_OK
               : ck_print_error(wish->json, NULL, &err, CK_EXIT_FAILED);
}

int ck_move_ask(struct ck_session *session, const struct ck_move_wish *wish)
{
    struct ck_elsewhere_view there;
    struct ck_error err;
    bool terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;

    if (wish->leave) {
        return leave(session, wish);
    }
    if (wish->move) {
        return ck_move_here(session, wish);
    }
    if (wish->json) {
        return CK_EXIT_OK; /* what is kept elsewhere stays there; a program asks for
                              --move */
    }
    if (!ck_session_elsewhere(session, &there, &err)) {
        return ck_print_error(false, NULL, &err, CK_EXIT_FAILED);
    }
    if (there.posts == 0) {
        return CK_EXIT_OK;
    }
    if (!terminal) {
        (void)fprintf(stderr,
                      "%lld %s in another folder; `clipkeep folder --move` moves %s "
                      "here.\n",
                      (long long)there.posts,
                      there.posts == 1 ? "post stays" : "posts stay",
                      there.posts == 1 ? "it" : "them");
        return CK_EXIT_OK;
    }
    return ask(&there) ? ck_move_here(session, wish) : leave(session, wish);
}
