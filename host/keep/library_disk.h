/* library_disk.h - the library's files, for this room only: each is written under a name
 * made of its content, and never changed. */
#ifndef CK_KEEP_LIBRARY_DISK_H
#define CK_KEEP_LIBRARY_DISK_H

#include "keep/library_text.h"
#include "keep/stage.h"

#include <stdint.h>

/* Opens `.library` in the save folder, making it where missing, and locks it. Errors:
 * library-busy, name-taken, folder-read-only, disk-full, disk-error. */
CK_NODISCARD bool ck_library_enter(int rootfd, int *ret_fd, struct ck_error *err);
/* Makes sure that these bytes are there, as "LETTER-…ENDING". Errors: disk-full,
 * disk-error, folder-read-only, no-memory. */
CK_NODISCARD bool ck_library_put(int dirfd, char letter, const char *ending,
                                 const void *bytes, size_t len,
                                 char ret_name[CK_LIBRARY_NAME_SIZE],
                                 struct ck_error *err);
/* True when a file of this name is there. */
bool ck_library_has(int dirfd, const char *name);
/* Reads the index.html that is there into `ret`; none: it stays empty. Errors:
 * library-foreign (it is not ours), disk-error, no-memory. */
CK_NODISCARD bool ck_library_read_page(int rootfd, struct ck_buf *ret,
                                       struct ck_error *err);
/* Reads a manifest; NULL: it is not there, or not whole. Free with json_decref(). */
json_t *ck_library_read_manifest(int dirfd, const char *name);
/* Puts `text` in the place of index.html, if that is ours or not there. Errors:
 * library-foreign, disk-full, disk-error, folder-read-only, no-memory. */
CK_NODISCARD bool ck_library_publish_page(int rootfd, const struct ck_buf *text,
                                          struct ck_error *err);
/* Removes the files of ours that `needed` (an object whose keys are names) has not. */
void ck_library_clean(int dirfd, const json_t *needed);

#endif
