/* The side of `clipkeep import` that fetches the person's own posts by their direct
 * links, before those end. */
#include "face/importing.h"

#include "face/command.h"
#include "face/line.h"
#include "face/signals.h"

#include "base/io.h"
#include "session/direct.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

enum { NETWORK_MS = 60 * 1000 };

static void draw(struct ck_line *line, const struct ck_import_wish *wish,
                 const struct ck_direct *direct, size_t count)
{
    struct ck_direct_view view;
    char text[160], bytes[16], waits[64] = "";

    if (!ck_line_due(line)) {
        return;
    }
    ck_direct_look(direct, &view);
    if (wish->progress) {
        ck_import_say_progress(
            json_pack("{s:s, s:I, s:I, s:I, s:I}", "stage", "fetching", "files",
                      (json_int_t)(count - view.left), "of", (json_int_t)count, "bytes",
                      (json_int_t)view.bytes, "waits", (json_int_t)view.waits_s));
        return;
    }
    ck_text_bytes(view.bytes, bytes);
    if (view.waits_s > 0) {
        (void)snprintf(waits, sizeof(waits), "; TikTok asks us to slow down, %lld s",
                       (long long)view.waits_s);
    }
    (void)snprintf(text, sizeof(text), "your own posts: %zu of %zu files, %s%s",
                   count - view.left, count, bytes, waits);
    ck_line_draw(line, text);
}

/* The number of the signal that ended it, 0 for none, -1 after an error. */
static int work(struct ck_session *session, const struct ck_direct *direct, size_t count,
                const struct ck_import_wish *wish, int signal_fd, struct ck_error *err)
{
    struct ck_line line = ck_line_begin(wish->json);
    int number = 0;
    bool ok = true;

    line.wanted = line.wanted || wish->progress;
    while (ok && number == 0 && ck_direct_busy(direct)) {
        struct ck_wait wait = {.fd = signal_fd, .events = POLLIN};

        draw(&line, wish, direct, count);
        ok = ck_session_turn(session, &wait, 1, -1, err);
        number = ok && wait.revents != 0 ? ck_signals_take(signal_fd) : 0;
    }
    ck_line_wipe(&line);
    return ok ? number : -1;
}

static json_t *view_json(const struct ck_direct_view *view)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "saved",
                     (json_int_t)view->saved, "had", (json_int_t)view->had, "ended",
                     (json_int_t)view->ended, "failed", (json_int_t)view->failed, "left",
                     (json_int_t)view->left, "bytes", (json_int_t)view->bytes, "code",
                     view->why.code != CK_OK ? json_string(ck_code_text(view->why.code))
                                             : json_null());
}

static void say(const struct ck_direct_view *view)
{
    char bytes[16];

    ck_text_bytes(view->bytes, bytes);
    (void)printf(
        "files of your own posts: %zu saved (%s), %zu were there, %zu links have "
        "ended, %zu failed\n",
        view->saved, bytes, view->had, view->ended, view->failed);
    if (view->why.code != CK_OK) {
        (void)printf("  %s\n", ck_code_sentence(view->why.code));
    }
    if (view->left > 0) {
        (void)printf("  %zu are left: import again before their links end\n", view->left);
    }
}

static json_t *fetch(const struct ck_import_wish *wish,
                     const struct ck_direct_link *links, size_t count, int *ret_status)
{
    const struct ck_session_options options = {.sandbox = CK_SANDBOX_SAVING,
                                               .network_ms = NETWORK_MS};
    struct ck_session *session = NULL;
    struct ck_direct *direct = NULL;
    struct ck_direct_view view = {0};
    struct ck_error err = {0};
    json_t *said = NULL;
    int signal_fd, number = -1;

    if (ck_signals_catch(&signal_fd, &err) &&
        ck_session_create(&options, &session, &err) &&
        ck_direct_start(session, links, count, &direct, &err)) {
        number = work(session, direct, count, wish, signal_fd, &err);
    }
    if (number < 0) {
        *ret_status = ck_print_error(wish->json, NULL, &err, CK_EXIT_FAILED);
    } else {
        ck_direct_look(direct, &view);
        said = view_json(&view);
        *ret_status = number > 0                                 ? 128 + number
                      : view.failed + view.ended + view.left > 0 ? CK_EXIT_FAILED
                                                                 : CK_EXIT_OK;
    }
    if (said != NULL && !wish->json) {
        say(&view);
    }
    ck_direct_free(direct);
    ck_session_free(session);
    return said;
}

json_t *ck_import_fetch_own(const struct ck_import_wish *wish, int links_fd,
                            int *ret_status)
{
    ck_autobuf struct ck_buf text = {.max = CK_DIRECT_TEXT_MAX};
    struct ck_direct_link *links = NULL;
    struct ck_error err = {0};
    json_t *said = NULL;
    size_t count = 0;

    if (lseek(links_fd, 0, SEEK_SET) != 0 || !ck_read_all(links_fd, &text, &err) ||
        !ck_direct_read(ck_buf_text(&text), text.len, &links, &count, &err)) {
        *ret_status = ck_print_error(wish->json, NULL, &err, CK_EXIT_FAILED);
        return NULL;
    }
    if (count > 0) {
        said = fetch(wish, links, count, ret_status);
    }
    ck_direct_links_free(links, count);
    return said;
}
