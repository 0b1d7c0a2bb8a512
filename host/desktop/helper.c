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

bool ck_dialog_open(const char *start, struct ck_heard *ret, struct ck_error *err)
{
    return ck_heard_start(CK_START_CHOOSE_FOLDER, start, PATH_MAX + 1, ret) ||
           ck_fail(err, CK_ERR_DIALOG_MISSING, "%s: %s", helper_name, strerror(errno));
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

bool ck_dialog_finish(struct ck_heard *dialog, bool *ret_done, char **ret_path,
                      struct ck_error *err)
{
    int code;
    bool ok;

    *ret_done = ck_heard_on(dialog);
    if (!*ret_done) {
        return true;
    }
    code = ck_heard_end(dialog, END_MS);
    if (code == HELPER_DONE) {
        ok = check_answer(&dialog->text, ret_path, err);
    } else if (code == HELPER_CANCELLED) {
        ok = ck_fail(err, CK_ERR_CANCELLED, NULL);
    } else {
        ok = ck_fail(err, CK_ERR_DIALOG_MISSING, NULL);
    }
    ck_heard_clear(dialog);
    return ok;
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
