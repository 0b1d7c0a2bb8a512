/* Records of posts that are in another folder now. */
#include "keep/db.h"
#include "keep/permission_parts.h"

bool ck_post_drop_others(sqlite3 *db, const struct ck_kept *kept, const char *folder,
                         int64_t number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (number != 0 && !ck_permission_inherit(db, kept, folder, number, err)) {
        return false;
    }
    if (!ck_db_prepare(db,
                       "DELETE FROM posts WHERE id = ?1 AND folder = ?2 AND number <> ?4"
                       " AND number IN"
                       " (SELECT post FROM files WHERE place = 0 AND name = ?3)",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, kept->id);
    ck_db_text(stmt, 2, folder);
    ck_db_text(stmt, 3, kept->files[0].name);
    ck_db_int(stmt, 4, number);
    return ck_db_step(stmt, NULL, err);
}

/* The last record of a post is the newest again. */
static bool renew_newest(sqlite3 *db, const char *id, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db,
                       "UPDATE posts SET newest = (number ="
                       " (SELECT max(number) FROM posts WHERE id = ?1)) WHERE id = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, id);
    return ck_db_step(stmt, NULL, err);
}

bool ck_post_drop(struct ck_archive *archive, const struct ck_kept *kept,
                  struct ck_error *err)
{
    return ck_post_drop_others(archive->db, kept, kept->folder, 0, err) &&
           renew_newest(archive->db, kept->id, err);
}

static bool set_folder(sqlite3 *db, int64_t number, const char *folder,
                       struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db, "UPDATE posts SET folder = ?2 WHERE number = ?1", &stmt,
                       err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    ck_db_text(stmt, 2, folder);
    return ck_db_step(stmt, NULL, err);
}

/* One that a verification missed while it was on its way is looked for anew. */
static bool set_summed(sqlite3 *db, int64_t number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db,
                       "UPDATE files SET summed = 1,"
                       " found = iif(found = 'missing', '', found) WHERE post = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    return ck_db_step(stmt, NULL, err);
}

bool ck_post_settle(struct ck_archive *archive, int64_t number,
                    const struct ck_kept *kept, const char *folder, struct ck_error *err)
{
    sqlite3 *db = archive->db;

    return ck_post_drop_others(db, kept, folder, number, err) &&
           set_folder(db, number, folder, err) && set_summed(db, number, err) &&
           renew_newest(db, kept->id, err);
}

bool ck_post_rebase(struct ck_archive *archive, int64_t number,
                    const struct ck_kept *kept, const char *folder, struct ck_error *err)
{
    return ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, ck_post_settle(archive, number, kept, folder, err),
                     err);
}
