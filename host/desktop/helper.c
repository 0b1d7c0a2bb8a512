#include "desktop/helper.h"

#include "base/mem.h"
#include "desktop/places.h"
#include "desktop/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char helper_name[] = "clipkeep-desktop";
static const char dialog_title[] = "Clipkeep: choose the folder to save into";

/* Exit codes of clipkeep-desktop, see helper_main.c. */
enum { HELPER_DONE = 0, HELPER_CANCELLED = 1 };

/* Starts the helper in a session of its own. `out`, `err`: -1 for none. False with errno
 * set. */
static bool start_helper(const char *const *argv, int out, int err, pid_t *ret)
{
    const struct ck_spawn what = {
        .argv = argv, .in = -1, .out = out, .err = err, .sentinel = -1, .session = true};

    return ck_spawn(&what, ret);
}

bool ck_dialog_open(const char *start, struct ck_dialog *ret, struct ck_error *err)
{
    ck_autofree char *program = ck_place_helper(helper_name);
    const char *argv[] = {program, "choose-folder", start, dialog_title, NULL};
    pid_t pid = 0;
    int ends[2];
    bool started;
    int why;

    if (program == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_pipe(ends)) {
        return ck_fail_errno(err, errno, "making a pipe");
    }
    started = fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 &&
              start_helper(argv, ends[1], STDERR_FILENO, &pid);
    why = errno;
    (void)close(ends[1]);
    if (!started) {
        (void)close(ends[0]);
        return ck_fail(err, CK_ERR_DIALOG_MISSING, "%s: %s", helper_name, strerror(why));
    }
    *ret = (struct ck_dialog){.pid = pid, .fd = ends[0], .text = {.max = PATH_MAX + 1}};
    return true;
}

/* Reaps the helper, which has ended or is about to; after half a second it is ended by
 * force. Gives its exit code, -1 when it had none. */
static int reap(pid_t pid)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    int status = 0;
    pid_t got = 0;

    for (int i = 0; got == 0 && i < 500; i++) {
        got = waitpid(pid, &status, WNOHANG);
        if (got == 0) {
            (void)nanosleep(&pause, NULL);
        }
    }
    if (got == 0) {
        (void)kill(-pid, SIGKILL);
        (void)waitpid(pid, NULL, 0);
    }
    return got == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
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
    code = reap(dialog->pid);
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
    if (dialog->pid <= 0) {
        return;
    }
    (void)kill(-dialog->pid, SIGKILL); /* its group: the dialog's window too */
    while (waitpid(dialog->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    forget(dialog);
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
    ck_autofree char *program = ck_place_helper(helper_name);
    ck_autofree char *shown = existing_of(path);
    const char *argv[] = {program, "show", shown, NULL};
    pid_t pid = 0;

    if (shown == NULL || access(shown, F_OK) != 0) {
        return ck_fail(err, CK_ERR_SHOW, "neither file nor folder is there");
    }
    if (program == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    /* It outlives this host, so it must not hold the browser's pipes. */
    if (!start_helper(argv, -1, -1, &pid)) {
        return ck_fail(err, CK_ERR_SHOW, "%s: %s", helper_name, strerror(errno));
    }
    return reap(pid) == HELPER_DONE || ck_fail(err, CK_ERR_SHOW, "no file manager");
}
