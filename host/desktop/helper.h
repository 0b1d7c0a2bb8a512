/* helper.h - the folder dialog and the file manager, run as a small program of their own
 * (clipkeep-desktop), so that a dialog can neither block nor crash the host. No shell;
 * every word is an argument of its own. */
#ifndef CK_DESKTOP_HELPER_H
#define CK_DESKTOP_HELPER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A running folder dialog. Wait for `fd` to become readable, then call
 * ck_dialog_finish(). */
struct ck_dialog {
    pid_t pid;
    int fd;
};

/* Opens the dialog, starting in folder `start`. Errors: dialog-missing, disk-error,
 * no-memory. */
CK_NODISCARD bool ck_dialog_open(const char *start, struct ck_dialog *ret,
                                 struct ck_error *err);
/* Reads what is there. Sets `ret_done`; when done, reaps the program and gives the chosen
 * absolute path (free with ck_free()). Errors: cancelled, dialog-missing, no-memory. */
CK_NODISCARD bool ck_dialog_finish(struct ck_dialog *dialog, bool *ret_done,
                                   char **ret_path, struct ck_error *err);
/* Closes the dialog if it is open (kill and reap); used at EOF. */
void ck_dialog_kill(struct ck_dialog *dialog);
/* Shows the file `path` in the file manager, or opens its folder; returns at once.
 * Errors: show-failed. */
CK_NODISCARD bool ck_show_in_folder(const char *path, struct ck_error *err);

#endif
