#include "keep/db.h"
#include "keep/takeout_parts.h"

bool ck_takeout_lists(struct ck_archive *archive, const char *post, json_t **ret,
                      struct ck_error *err)
{
    (void)archive;
    (void)post;
    *ret = json_array();
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
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
