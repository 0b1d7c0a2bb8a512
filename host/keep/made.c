#include "keep/made.h"

#include "keep/db.h"

static const char sql[] =
    "SELECT created, id, text FROM posts"
    " WHERE newest = 1 AND created > 0 AND author = ?1 COLLATE NOCASE"
    " UNION SELECT list_posts.created, post, list_posts.text FROM list_posts"
    " JOIN lists ON lists.number = list"
    " WHERE lists.kind = 'posts' AND lists.handle = ?1 COLLATE NOCASE"
    " AND list_posts.created > 0 ORDER BY 1, 2";

static const char *text_of(sqlite3_stmt *stmt, int number)
{
    const unsigned char *text = sqlite3_column_text(stmt, number);

    return text != NULL ? (const char *)text : "";
}

bool ck_made_each(struct ck_archive *archive, const char *handle, ck_made_told *told,
                  void *ctx, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(archive->db, sql, &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, handle);
    while (ck_db_step(stmt, &row, err)) {
        if (!row || !told(ctx, sqlite3_column_int64(stmt, 0), text_of(stmt, 1),
                          text_of(stmt, 2))) {
            return true;
        }
    }
    return false;
}
