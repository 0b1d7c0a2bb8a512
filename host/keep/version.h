/* version.h - files that are kept as dated versions, for this room only: each has the
 * moment in its name, and none is ever replaced. */
#ifndef CK_KEEP_VERSION_H
#define CK_KEEP_VERSION_H

#include "keep/archive.h"
#include "keep/stage.h"

#include <jansson.h>

/* "2026-11-22 184512" with its NUL. */
enum { CK_VERSION_STAMP = 18, CK_VERSION_FILES = 2 };

/* The moment in UTC as names have it. False: `at` (Unix seconds) is beyond our calendar.
 */
CK_NODISCARD bool ck_version_stamp(int64_t at, char ret[CK_VERSION_STAMP]);
/* True when `text` begins with such a moment and a dot behind it. Pure. */
bool ck_version_begins(const char *text);

/* The files of one version on their way to the disk; begin with `dirfd` -1. */
struct ck_version {
    int dirfd; /* their folder, owned */
    struct ck_stage *stages[CK_VERSION_FILES];
    struct ck_kept_file files[CK_VERSION_FILES]; /* their names are owned */
    size_t count;
};

/* Writes a file under its staging name; `name` is what it is to be called, relative to
 * the save folder. Errors: those of ck_stage_open(), no-memory. */
CK_NODISCARD bool ck_version_stage(struct ck_version *version, const char *role,
                                   const char *name, const void *bytes, size_t len,
                                   struct ck_error *err);
CK_NODISCARD bool ck_version_stage_json(struct ck_version *version, const char *role,
                                        const char *name, const json_t *json,
                                        struct ck_error *err);
/* Gives all their names, or none. Errors: those of ck_stage_name(). */
CK_NODISCARD bool ck_version_publish(struct ck_version *version, struct ck_error *err);
/* Reads a version of at most 64 MiB; an empty object where it cannot be read, for then
 * another one is to be kept. NULL: no memory. */
json_t *ck_version_read(int dirfd, const char *name);
void ck_version_end(struct ck_version *version);

#endif
