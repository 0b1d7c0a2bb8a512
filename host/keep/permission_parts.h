/* permission_parts.h - what the files of permission.h share, for this room only. */
#ifndef CK_KEEP_PERMISSION_PARTS_H
#define CK_KEEP_PERMISSION_PARTS_H

#include "base/buf.h"
#include "keep/permission.h"

#include <sqlite3.h>

/* Bytes of a file with a permission or a withdrawal. */
enum { CK_PERMISSION_FILE_MAX = 65536 };

#define CK_ROLE_PERMISSION "permission"
#define CK_ROLE_PROOF "proof"
#define CK_ROLE_WITHDRAWAL "withdrawal"

/* permission_text.c. Pure. */

/* What all names of the post's permission files begin with, relative to the save folder:
 * "AUTHOR/STEM." or "AUTHOR/STEM/". False: the post has no such place, or no memory. */
bool ck_permission_base(const struct ck_kept *kept, struct ck_buf *ret);
/* The number in "…permission-N.json", 0 for any other name. */
int64_t ck_permission_number_of(const char *name);
/* ".pdf" of a file that was chosen, ".bin" where its ending is none or odd. */
void ck_permission_ending(const char *name, char ret[12]);
/* The files' JSON; NULL when out of memory. `permission->proof` counts by its last
 * component. */
json_t *ck_permission_json(const char *post, const char *page,
                           const struct ck_permission *permission);
/* The name of the file that withdraws the one in the file `name`; free with ck_free(). */
char *ck_withdrawal_name(const char *name);
json_t *ck_withdrawal_json(const char *post, const char *file, int64_t at);
/* Reads a permission that lies in the file `name`. Hostile input. False: nothing that
 * can be used, or no memory; `ret` is empty. */
bool ck_permission_read(const json_t *json, const char *name, char ret_post[24],
                        struct ck_permission *ret);
/* When it was withdrawn, 0: that is no withdrawal. */
int64_t ck_withdrawal_read(const json_t *json);

/* permission_found.c */

/* Reads the JSON file `last` in `dirfd`; gives its size and hash in `ret_file`. False: it
 * cannot be read, or is none. */
bool ck_permission_load(int dirfd, const char *last, json_t **ret,
                        struct ck_kept_file *ret_file);
/* The record of the post `post` in `folder` whose files' names begin with `base`
 * ("AUTHOR/STEM."), or of another copy there; 0: there is none. */
CK_NODISCARD bool ck_permission_beside(struct ck_archive *archive, const char *folder,
                                       const char *post, const char *base, int64_t *ret,
                                       struct ck_error *err);
/* Enters a permission that lies in `folder`, if its post is kept there; `name` and `last`
 * as in struct ck_walk_file. `ret_entered` false: it is of no use, or was known. Within
 * the transaction that is open. */
CK_NODISCARD bool ck_permission_found(struct ck_archive *archive, const char *folder,
                                      int dirfd, const char *name, bool *ret_entered,
                                      struct ck_error *err);

/* permission_rows.c. Within the transaction that is open. */

/* The record of this copy of a post; 0: there is none. */
CK_NODISCARD bool ck_permission_holder(struct ck_archive *archive,
                                       const struct ck_kept *kept, int64_t *ret,
                                       struct ck_error *err);
/* The record and the save folder (free with ck_free()) that have this permission. Errors:
 * not-found, those of the archive. */
CK_NODISCARD bool ck_permission_place(struct ck_archive *archive, const char *post,
                                      int64_t number, char **ret_folder,
                                      int64_t *ret_holder, struct ck_error *err);
/* The number that a post's next permission is to have. */
CK_NODISCARD bool ck_permission_next(struct ck_archive *archive, const char *post,
                                     int64_t *ret, struct ck_error *err);
/* Enters a permission, or of one that is known only when it was withdrawn; a number that
 * another one has gives way. */
CK_NODISCARD bool ck_permission_enter(struct ck_archive *archive, const char *post,
                                      const struct ck_permission *permission,
                                      struct ck_error *err);
/* Makes files that the record `holder` does not have yet its own. */
CK_NODISCARD bool ck_permission_add_files(struct ck_archive *archive, int64_t holder,
                                          const struct ck_kept_file *files, size_t count,
                                          bool summed, struct ck_error *err);
/* The files of permissions that records of this main file in `folder` have become those
 * of the record `number`. */
CK_NODISCARD bool ck_permission_inherit(sqlite3 *db, const struct ck_kept *kept,
                                        const char *folder, int64_t number,
                                        struct ck_error *err);

#endif
