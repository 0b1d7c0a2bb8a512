/* cli_library.c - clipkeep library. What it prints as JSON: LIBRARY.md in host/keep. */
#include "face/command.h"
#include "face/encode.h"
#include "face/line.h"
#include "face/signals.h"

#include "base/mem.h"
#include "keep/folder.h"
#include "keep/library.h"
#include "session/session.h"

#include <stdio.h>

enum { TEXT_MAX = 16384, STEP_POSTS = 64 };

struct making {
    struct ck_library_report report;
    int signal_number; /* that ended it, 0: none */
    struct ck_line line;
};

static void draw(struct making *making)
{
    char text[80];

    (void)snprintf(text, sizeof(text), "%lld of %lld posts in the library",
                   (long long)making->report.posts, (long long)making->report.all);
    ck_line_draw(&making->line, text);
}

static bool make_all(struct making *making, struct ck_library *library, int signal_fd,
                     struct ck_error *err)
{
    bool more = true;
    bool ok = true;

    while (ok && more && (making->signal_number = ck_signals_take(signal_fd)) == 0) {
        ok = ck_library_step(library, STEP_POSTS, &more, err);
        making->report = *ck_library_so_far(library);
        if (ck_line_due(&making->line)) {
            draw(making);
        }
    }
    ck_line_wipe(&making->line);
    return ok;
}

static bool make(struct making *making, struct ck_session *session, struct ck_error *err)
{
    const char *folder = ck_session_settings(session)->folder;
    struct ck_library *library = NULL;
    struct ck_archive *archive;
    ck_autoclose int fd = -1;
    int signal_fd;
    bool ok = ck_signals_catch(&signal_fd, err) &&
              ck_folder_open(folder, false, &fd, err) &&
              ck_session_archive(session, &archive, err) &&
              ck_library_open(archive, fd, folder, &library, err) &&
              make_all(making, library, signal_fd, err);

    ck_library_free(library);
    return ok;
}

static json_t *made_json(const struct making *making, const char *folder)
{
    const struct ck_library_report *report = &making->report;

    return json_pack("{s:o, s:s, s:b, s:b, s:I, s:I, s:I, s:I}", "folder",
                     ck_encode_text(folder, TEXT_MAX), "page", CK_LIBRARY_PAGE,
                     "finished", (int)(making->signal_number == 0), "changed",
                     (int)report->changed, "posts", (json_int_t)report->posts, "read",
                     (json_int_t)report->read, "parts", (json_int_t)report->chunks,
                     "written", (json_int_t)report->fresh);
}

static void print_made(const struct making *making, const char *folder)
{
    if (making->signal_number != 0) {
        (void)puts("Stopped. The library stays as it was.");
        return;
    }
    (void)printf("%lld posts in the library, %lld of them read anew.\n",
                 (long long)making->report.posts, (long long)making->report.read);
    ck_print_clean(folder);
    (void)puts("/" CK_LIBRARY_PAGE);
}

static int make_and_tell(struct ck_session *session, bool json)
{
    struct making making = {.line = ck_line_begin(json)};
    const char *folder = ck_session_settings(session)->folder;
    struct ck_error err = {0};
    int status;

    if (!make(&making, session, &err)) {
        return ck_print_error(json, folder, &err, CK_EXIT_SETUP);
    }
    status = making.signal_number != 0 ? 128 + making.signal_number : CK_EXIT_OK;
    if (json) {
        return ck_print_json(made_json(&making, folder), status);
    }
    print_made(&making, folder);
    return status;
}

int ck_command_library(int argc, char **argv)
{
    return ck_run_in_session(argc, argv, make_and_tell);
}
