/* table.h - a table as a dated file in the save folder (CSV, RFC 4180): what a data
 * export says that is no post, such as who followed. Never replaces a file. */
#ifndef CK_KEEP_TABLE_H
#define CK_KEEP_TABLE_H

#include "base/error.h"
#include "keep/archive.h"

#include <stdbool.h>
#include <stddef.h>

/* Where tables are, in the save folder: no account can be called so. */
#define CK_TABLE_FOLDER "Data export"

struct ck_table;

/* Begins a table called `name` ("followers") in the save folder `rootfd` (borrowed), with
 * these heads of its columns. Errors: as ck_stage_open(). Free with ck_table_free(). */
CK_NODISCARD bool ck_table_begin(int rootfd, const char *name, const char *const *heads,
                                 size_t columns, struct ck_table **ret,
                                 struct ck_error *err);
/* One row, of as many values as there are heads. Errors: disk-full, disk-error,
 * no-memory. */
CK_NODISCARD bool ck_table_row(struct ck_table *table, const char *const *values,
                               struct ck_error *err);
/* Gives it its name, with the day of today: "2026-11-22 followers.csv", then "… (2)"; the
 * same table of the same day is not made twice. `ret_name` (128 bytes) is its name in the
 * save folder, whose absolute path is `folder`. It is written into SHA256SUMS and the
 * journal; what they cannot take is logged. Errors: those of a stage. */
CK_NODISCARD bool ck_table_end(struct ck_table *table, struct ck_archive *archive,
                               const char *folder, char ret_name[128],
                               struct ck_error *err);
/* True for the name, in the save folder, of such a table: "Data export/2026-11-22 …csv".
 * Pure. */
bool ck_tables_own(const char *name);
/* Of one that was not ended, nothing stays. NULL is allowed. */
void ck_table_free(struct ck_table *table);

#endif
