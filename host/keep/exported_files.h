/* exported_files.h - the files of exported.h that lie in the save folder, with what their
 * names and the journal say of them. For exported_posts.c only. */
#ifndef CK_KEEP_EXPORTED_FILES_H
#define CK_KEEP_EXPORTED_FILES_H

#include "keep/exported.h"
#include "keep/table.h"

/* Where in such a name its stem begins, and the hash in that. */
enum {
    CK_EXPORTED_AT = sizeof(CK_TABLE_FOLDER "/") - 1,
    CK_EXPORTED_HASH = CK_EXPORTED_AT + sizeof("2026-01-05 203107 ") - 1
};

struct ck_exported_file {
    char *name;      /* relative to the save folder */
    int64_t created; /* of its post, Unix seconds */
    int64_t bytes;
    int64_t at; /* when it was fetched, Unix seconds; 0: the journal does not know it */
    char sha256[65];
    bool taken; /* the caller's */
};
struct ck_exported_files {
    struct ck_exported_file *of; /* by their names */
    size_t count, room;
};

/* Errors: disk-error, no-memory; `ret` is empty then. */
CK_NODISCARD bool ck_exported_files_read(int rootfd, struct ck_exported_files *ret,
                                         struct ck_error *err);
/* The one whose name begins with the stem at `stem`; NULL: none. */
struct ck_exported_file *ck_exported_file_find(const struct ck_exported_files *files,
                                               const char *stem);
void ck_exported_files_free(struct ck_exported_files *files);

#endif
