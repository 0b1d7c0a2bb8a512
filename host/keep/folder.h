/* folder.h - the save folder and the folders of posts in it, by descriptor. */
#ifndef CK_KEEP_FOLDER_H
#define CK_KEEP_FOLDER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opens the save folder `path` (absolute). With `create` a missing last component is
 * made, with its missing parents. Checks that files can be made in it. Errors:
 * folder-missing, folder-read-only, disk-full, disk-error. */
CK_NODISCARD bool ck_folder_open(const char *path, bool create, int *ret_fd,
                                 struct ck_error *err);
/* Opens, and makes where missing, the folder `name` (one component) in `dirfd`; no
 * symbolic link is followed. Errors as above, and name-taken when something else than a
 * folder has that name. */
CK_NODISCARD bool ck_folder_enter(int dirfd, const char *name, int *ret_fd,
                                  struct ck_error *err);
/* The same for a path of several folders, one in the other ("" for `dirfd` itself). */
CK_NODISCARD bool ck_folder_enter_all(int dirfd, const char *path, int *ret_fd,
                                      struct ck_error *err);
/* Removes the folders of such a path that are empty, the innermost first. */
void ck_folder_leave_all(int dirfd, const char *path);
/* The n-th name that a stem may get: itself, "stem (2)", … `ret` has room for
 * CK_NAME_MAX + 1 bytes. */
enum { CK_FOLDER_NAMES = 99 };
void ck_folder_numbered(const char *stem, int n, char *ret);
/* Finds a stem such that none of stem + suffixes[i] exists in `dirfd`, comparing without
 * regard to case or to Unicode composition: `stem` itself, "stem (2)", … "stem (99)".
 * `ret` has room for CK_NAME_MAX + 1 bytes. Another process may still take the name
 * before it is used; then ck_stage_publish() says name-taken and this is called again.
 * Errors: name-taken, disk-error. */
CK_NODISCARD bool ck_folder_free_stem(int dirfd, const char *stem,
                                      const char *const *suffixes, size_t count,
                                      char *ret, struct ck_error *err);
/* Bytes free for us on the drive of `fd`, -1 unknown. */
int64_t ck_folder_space(int fd);
/* True when `name`, a relative path of at most five components, is a regular file of
 * `bytes` (-1: any size) below `dirfd`, reached without a symbolic link. */
bool ck_folder_has(int dirfd, const char *name, int64_t bytes);

#endif
