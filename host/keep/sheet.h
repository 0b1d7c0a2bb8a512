/* sheet.h - kept posts as a table, one row a post. Pure: no I/O. Described in
 * host/face/EXPORT.md. */
#ifndef CK_KEEP_SHEET_H
#define CK_KEEP_SHEET_H

#include "keep/archive.h"

#include "base/buf.h"

#include <jansson.h>

/* Appends the first line of the CSV (RFC 4180). */
void ck_sheet_head(struct ck_buf *buf);
/* Appends a line of it. `lists` is an array of
 * {"kind","handle","title",…}. A text that a spreadsheet would take for a formula gets
 * an apostrophe before it. */
void ck_sheet_csv(struct ck_buf *buf, const struct ck_kept *kept, const json_t *lists);
/* Appends the same as one JSON object and a newline. False: no memory. */
CK_NODISCARD bool ck_sheet_json(struct ck_buf *buf, const struct ck_kept *kept,
                                const json_t *lists);

#endif
