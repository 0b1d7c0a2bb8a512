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
enum { HELPER_DONE = 0, HELPER_CANCELLED = 1, HELPER_LARGE = 4, HELPER_UNREADABLE = 5 };

/* How long a program may take to end once it has said all, or has nothing to say. */
enum { END_MS = 500 };

static bool open_dialog(enum ck_start what, const char *start, size_t max,
                        struct ck_heard *ret, struct ck_error *err)
{
    return ck_heard_start(what, start, NULL, max, ret) ||
           ck_fail(err, CK_ERR_DIALOG_MISSING, "%s: %s", helper_name, strerror(errno));
}

bool ck_dialog_open(const char *start, struct ck_heard *ret, struct ck_error *err)
{
    return open_dialog(CK_START_CHOOSE_FOLDER, start, PATH_MAX + 1, ret, err);
}

bool ck_dialog_open_file(const char *start, struct ck_heard *ret, struct ck_error *err)
{
    return open_dialog(CK_START_CHOOSE_FILE, start, (size_t)NAME_MAX + 1 + CK_CHOSEN_MAX,
                       ret, err);
}

/* Takes the answer apart: one absolute path, ended by a NUL. */
static bool check_path(const struct ck_buf *text, struct ck_error *err)
{
    const char *path = ck_buf_text(text);

    return (ck_buf_ok(text) && text->len >= 2 && path[0] == '/' &&
            strlen(path) + 1 == text->len) ||
           ck_fail(err, CK_ERR_DIALOG_MISSING, "the dialog gave no path");
}

/* The same of a folder to save into. */
static bool check_folder(const struct ck_buf *text, struct ck_error *err)
{
    const char *path = ck_buf_text(text);
    json_auto_t *utf8 = json_string(path);
    struct stat st;

    if (!check_path(text, err)) {
        return false;
    }
    if (utf8 == NULL) {
        return ck_fail(err, CK_ERR_FOLDER_MISSING, "the folder's name is not UTF-8");
    }
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return ck_fail(err, CK_ERR_FOLDER_MISSING, "what was chosen is no folder");
    }
    return true;
}

/* Why the program has said nothing that is of use. */
static bool check_end(int code, struct ck_error *err)
{
    switch (code) {
    case HELPER_DONE:
        return true;
    case HELPER_CANCELLED:
        return ck_fail(err, CK_ERR_CANCELLED, NULL);
    case HELPER_LARGE:
        return ck_fail(err, CK_ERR_PROOF_LARGE, NULL);
    case HELPER_UNREADABLE:
        return ck_fail(err, CK_ERR_DISK, "the file cannot be read");
    default:
        return ck_fail(err, CK_ERR_DIALOG_MISSING, NULL);
    }
}

static bool finish(struct ck_heard *dialog,
                   bool (*check)(const struct ck_buf *text, struct ck_error *err),
                   bool *ret_done, char **ret_path, struct ck_error *err)
{
    bool ok;

    *ret_done = ck_heard_on(dialog);
    if (!*ret_done) {
        return true;
    }
    ok = check_end(ck_heard_end(dialog, END_MS), err) && check(&dialog->text, err);
    if (ok) {
        *ret_path = ck_strdup(ck_buf_text(&dialog->text));
        ok = *ret_path != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_heard_clear(dialog);
    return ok;
}

bool ck_dialog_finish(struct ck_heard *dialog, bool *ret_done, char **ret_path,
                      struct ck_error *err)
{
    return finish(dialog, check_folder, ret_done, ret_path, err);
}

bool ck_dialog_open_export(bool folder, const char *start, struct ck_heard *ret,
                           struct ck_error *err)
{
    return open_dialog(folder ? CK_START_CHOOSE_EXPORT_FOLDER : CK_START_CHOOSE_EXPORT,
                       start, PATH_MAX + 1, ret, err);
}

bool ck_dialog_finish_export(struct ck_heard *dialog, bool *ret_done, char **ret_path,
                             struct ck_error *err)
{
    return finish(dialog, check_path, ret_done, ret_path, err);
}

/* Takes the answer apart: a name, a NUL, and the bytes. */
static bool check_file(struct ck_heard *dialog, struct ck_chosen *ret,
                       struct ck_error *err)
{
    const struct ck_buf *text = &dialog->text;
    const char *name = ck_buf_text(text);
    size_t len = strnlen(name, text->len);

    if (!ck_buf_ok(text)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (len == 0 || len == text->len || len > NAME_MAX || strchr(name, '/') != NULL) {
        return ck_fail(err, CK_ERR_DIALOG_MISSING, "the dialog gave no name");
    }
    *ret = (struct ck_chosen){
        .text = *text, .name = name, .bytes = name + len + 1, .len = text->len - len - 1};
    dialog->text = (struct ck_buf){0};
    return true;
}

bool ck_dialog_finish_file(struct ck_heard *dialog, bool *ret_done, struct ck_chosen *ret,
                           struct ck_error *err)
{
    bool ok;

    *ret = (struct ck_chosen){0};
    *ret_done = ck_heard_on(dialog);
    if (!*ret_done) {
        return true;
    }
    ok = check_end(ck_heard_end(dialog, END_MS), err) && check_file(dialog, ret, err);
    ck_heard_clear(dialog);
    return ok;
}

void ck_chosen_clear(struct ck_chosen *chosen)
{
    ck_buf_free(&chosen->text);
    *chosen = (struct ck_chosen){0};
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
    if (!ck_starter_start(CK_START_SHOW, shown, NULL, -1, &started)) {
        return ck_fail(err, CK_ERR_SHOW, "%s: %s", helper_name, strerror(errno));
    }
    return ck_started_end(&started, END_MS) == HELPER_DONE ||
           ck_fail(err, CK_ERR_SHOW, "no file manager");
}
