#include "desktop/helper.h"

#include "base/mem.h"
#include "desktop/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char helper_name[] = "clipkeep-desktop";

/* Exit codes of clipkeep-desktop, see helper_main.c. */
enum { HELPER_DONE = 0, HELPER_CANCELLED = 1 };

/* How long a program may take to end once it has said all, or has nothing to say. */
enum { END_MS = 500 };

bool ck_dialog_open(const char *start, struct ck_dialog *ret, struct ck_error *err)
{
    struct ck_started started = {0};
    int ends[2];
    bool ok;
    int why;

    if (!ck_pipe(ends)) {
        return ck_fail_errno(err, errno, "making a pipe");
    }
    ok = fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 &&
         ck_starter_start(CK_START_CHOOSE_FOLDER, start, ends[1], &started);
    why = errno;
    (void)close(ends[1]);
    if (!ok) {
        (void)close(ends[0]);
        return ck_fail(err, CK_ERR_DIALOG_MISSING, "%s: %s", helper_name, strerror(why));
    }
    *ret = (struct ck_dialog){
        .program = started, .fd = ends[0], .text = {.max = PATH_MAX + 1}};
    return true;
}

/* Takes the answer apart: one absolute path of a folder, ended by a NUL. */
static bool check_answer(const struct ck_buf *text, char **ret, struct ck_error *err)
{
    const char *path = ck_buf_text(text);
    json_auto_t *utf8 = json_string(path);
    struct stat st;

    if (!ck_buf_ok(text) || text->len < 2 || path[0] != '/' ||
        strlen(path) + 1 != text->len) {
        return ck_fail(err, CK_ERR_DIALOG_MISSING, "the dialog gave no path");
    }
    if (utf8 == NULL) {
        return ck_fail(err, CK_ERR_FOLDER_MISSING, "the folder's name is not UTF-8");
    }
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return ck_fail(err, CK_ERR_FOLDER_MISSING, "what was chosen is no folder");
    }
    *ret = ck_strdup(path);
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static void forget(struct ck_dialog *dialog)
{
    (void)close(dialog->fd);
    ck_buf_free(&dialog->text);
    *dialog = (struct ck_dialog){0};
}

/* True at the end of what the dialog says. */
static bool read_on(struct ck_dialog *dialog)
{
    char chunk[1024];

    for (;;) {
        ssize_t n = read(dialog->fd, chunk, sizeof(chunk));

        if (n > 0) {
            ck_buf_add(&dialog->text, chunk, (size_t)n);
        } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
            return true;
        } else if (errno == EAGAIN) {
            return false;
        }
    }
}

bool ck_dialog_finish(struct ck_dialog *dialog, bool *ret_done, char **ret_path,
                      struct ck_error *err)
{
    int code;
    bool ok;

    *ret_done = read_on(dialog);
    if (!*ret_done) {
        return true;
    }
    code = ck_started_end(&dialog->program, END_MS);
    if (code == HELPER_DONE) {
        ok = check_answer(&dialog->text, ret_path, err);
    } else if (code == HELPER_CANCELLED) {
        ok = ck_fail(err, CK_ERR_CANCELLED, NULL);
    } else {
        ok = ck_fail(err, CK_ERR_DIALOG_MISSING, NULL);
    }
    forget(dialog);
    return ok;
}

void ck_dialog_kill(struct ck_dialog *dialog)
{
    if (dialog->program.pid > 0) {
        (void)ck_started_end(&dialog->program, 0); /* the dialog's window too */
        forget(dialog);
    }
}

/* What is there to show: `path`, or its folder when it is gone. */
static char *existing_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (path[0] != '/') {
        return NULL;
    }
    if (access(path, F_OK) == 0) {
        return ck_strdup(path);
    }
    return slash != path ? ck_strndup(path, (size_t)(slash - path)) : NULL;
}

bool ck_show_in_folder(const char *path, struct ck_error *err)
{
    ck_autofree char *shown = existing_of(path);
    struct ck_started started;

    if (shown == NULL || access(shown, F_OK) != 0) {
        return ck_fail(err, CK_ERR_SHOW, "neither file nor folder is there");
    }
    /* It outlives this host, so it does not hold the browser's pipes. */
    if (!ck_starter_start(CK_START_SHOW, shown, -1, &started)) {
        return ck_fail(err, CK_ERR_SHOW, "%s: %s", helper_name, strerror(errno));
    }
    return ck_started_end(&started, END_MS) == HELPER_DONE ||
           ck_fail(err, CK_ERR_SHOW, "no file manager");
}
