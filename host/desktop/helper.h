/* helper.h - the dialogs for a folder and for a file, and the file manager, run as a
 * small program of their own (clipkeep-desktop), so that a dialog can neither block nor
 * crash the host. No shell; every word is an argument of its own. */
#ifndef CK_DESKTOP_HELPER_H
#define CK_DESKTOP_HELPER_H

#include "base/error.h"
#include "desktop/heard.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The largest file that a dialog hands over. */
enum { CK_CHOSEN_MAX = 25 * 1024 * 1024 };

/* Opens the dialog for a folder, starting in folder `start` or the nearest one above it
 * that exists. Errors: dialog-missing. */
CK_NODISCARD bool ck_dialog_open(const char *start, struct ck_heard *ret,
                                 struct ck_error *err);
/* Reads what is there, without waiting. Sets `ret_done`; when done, with or without an
 * error, the program is reaped and `dialog` is zeroed. Gives the chosen absolute path of
 * an existing folder, in UTF-8 (free with ck_free()). Errors: cancelled, dialog-missing,
 * folder-missing, no-memory. */
CK_NODISCARD bool ck_dialog_finish(struct ck_heard *dialog, bool *ret_done,
                                   char **ret_path, struct ck_error *err);

/* The same for a file. What is handed over is its name and its bytes, for the sandbox
 * may not let us open it. Free with ck_chosen_clear(). Errors: cancelled, dialog-missing,
 * proof-large, disk-error (it cannot be read), no-memory. */
struct ck_chosen {
    struct ck_buf text; /* all that was said */
    const char *name;   /* any bytes but "/"; borrowed from it, like the next */
    const char *bytes;
    size_t len;
};
CK_NODISCARD bool ck_dialog_open_file(const char *start, struct ck_heard *ret,
                                      struct ck_error *err);
CK_NODISCARD bool ck_dialog_finish_file(struct ck_heard *dialog, bool *ret_done,
                                        struct ck_chosen *ret, struct ck_error *err);
/* A zeroed struct is fine. */
void ck_chosen_clear(struct ck_chosen *chosen);

/* The same for TikTok's data export, a file or the folder it was unpacked to: its
 * absolute path in any bytes, for a program that may open it. Errors: as the first two.
 */
CK_NODISCARD bool ck_dialog_open_export(bool folder, const char *start,
                                        struct ck_heard *ret, struct ck_error *err);
CK_NODISCARD bool ck_dialog_finish_export(struct ck_heard *dialog, bool *ret_done,
                                          char **ret_path, struct ck_error *err);

/* Shows the file `path` in the file manager, or opens the folder `path`; when the file is
 * gone, its folder. Returns within half a second; what the file manager does later is not
 * waited for. Errors: show-failed. */
CK_NODISCARD bool ck_show_in_folder(const char *path, struct ck_error *err);

#endif
