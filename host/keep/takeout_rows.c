#include "keep/db.h"
#include "keep/takeout_parts.h"

/* A member of the list that `stmt` stands at; what is no UTF-8 is left empty. */
static json_t *text_at(sqlite3_stmt *stmt, int column)
{
    json_t *text = json_string((const char *)sqlite3_column_text(stmt, column));

    return text != NULL ? text : json_string("");
}

bool ck_takeout_lists(struct ck_archive *archive, const char *post, json_t **ret,
                      struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    *ret = json_array();
    if (!ck_db_prepare(archive->db,
                       "SELECT lists.kind, handle, title, added_at FROM list_posts"
                       " JOIN lists ON number = list WHERE post = ?1"
                       " ORDER BY lists.kind, handle, title, number",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    while (ck_db_step(stmt, &row, err)) {
        json_t *one;

        if (!row) {
            return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
        }
        one = json_pack("{s:o, s:o, s:o, s:I}", "kind", text_at(stmt, 0), "handle",
                        text_at(stmt, 1), "title", text_at(stmt, 2), "added",
                        (json_int_t)sqlite3_column_int64(stmt, 3));
        if (json_array_append_new(*ret, one) != 0) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
    }
    return false;
}

bool ck_takeout_count(struct ck_archive *archive, const char *folder, int64_t *ret,
                      struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db, "SELECT count(*) FROM posts WHERE folder = ?1", &stmt,
                       err)) {
        return false;
    }
    ck_db_text(stmt, 1, folder);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    *ret = sqlite3_column_int64(stmt, 0);
    return true;
}

bool ck_takeout_newest(struct ck_archive *archive, const char *folder, const char *post,
                       int64_t number, bool *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool newer = false;

    if (!ck_db_prepare(archive->db,
                       "SELECT 1 FROM posts WHERE id = ?1 AND folder = ?2"
                       " AND number > ?3 LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    ck_db_text(stmt, 2, folder);
    ck_db_int(stmt, 3, number);
    if (!ck_db_step(stmt, &newer, err)) {
        return false;
    }
    *ret = !newer;
    return true;
}
