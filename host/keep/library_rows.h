/* library_rows.h - which rows of the archive are in a part of the library, for its files
 * only (library_chunk.c, library_sign.c). */
#ifndef CK_KEEP_LIBRARY_ROWS_H
#define CK_KEEP_LIBRARY_ROWS_H

#include "keep/db.h"

/* Of the posts that the library shows; ?1 and ?2 are the ends of the range. */
#define CK_LIBRARY_SHOWN "p.number BETWEEN ?1 AND ?2 AND p.newest = 1 AND p.folder = ?3"

/* TikTok itself said that it is gone (ck_code_gone()), after it was kept. */
#define CK_LIBRARY_ROW_GONE                                                              \
    "coalesce((SELECT state = 'failed' AND changed_at >= p.kept_at AND code IN"          \
    " ('post-deleted', 'post-removed', 'post-unavailable', 'account-gone') FROM jobs"    \
    " WHERE post = p.id ORDER BY number DESC LIMIT 1), 0)"

/* Binds ?1, ?2 and the save folder, ?3. Borrows `folder`. */
void ck_library_bind_range(sqlite3_stmt *stmt, int64_t key, const char *folder);

#endif
