/* table_read.h - tables of data exports (table.h) read back, for this room only. Hostile
 * input: a person may have worked on them in a spreadsheet. */
#ifndef CK_KEEP_TABLE_READ_H
#define CK_KEEP_TABLE_READ_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { CK_TABLE_VALUES = 5 };

/* Told of a row by its first values, "" those that it has not; borrowed. False: no
 * memory, which ends it. */
typedef bool ck_table_told(void *ctx, const char *const values[CK_TABLE_VALUES]);

/* Tells of each row (RFC 4180) but the first, which has the heads. Pure. False: no
 * memory. */
CK_NODISCARD bool ck_table_rows(const char *csv, size_t len, ck_table_told *told,
                                void *ctx);
/* The same of all tables of the save folder `rootfd` that are called so ("comments").
 * What cannot be read is left out. False: no memory. */
CK_NODISCARD bool ck_tables_rows(int rootfd, const char *name, ck_table_told *told,
                                 void *ctx);

#endif
