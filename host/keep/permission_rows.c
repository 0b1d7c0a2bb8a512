/* Permissions in the archive. */
#include "keep/db.h"
#include "keep/permission_parts.h"

#include <string.h>

void ck_permission_clear(struct ck_permission *permission)
{
    ck_free(permission->who);
    ck_free(permission->note);
    ck_free(permission->proof);
    ck_free(permission->file);
    *permission = (struct ck_permission){0};
}

void ck_permissions_free(struct ck_permission *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_permission_clear(&list[i]);
    }
    ck_free(list);
}

static unsigned scope_of_column(sqlite3_stmt *stmt, int number)
{
    char words[64];
    char *rest = words, *word;
    unsigned scope = 0;

    ck_db_column_into(stmt, number, words, sizeof(words));
    while ((word = strsep(&rest, " ")) != NULL) {
        scope |= ck_scope_of_word(word);
    }
    return scope;
}

/* The row at which `stmt` stands, behind the others. */
static bool add_row(sqlite3_stmt *stmt, struct ck_permission **list, size_t *count,
                    struct ck_error *err)
{
    struct ck_permission *more = ck_realloc(*list, (*count + 1) * sizeof(**list));
    struct ck_permission *one;
    bool ok = more != NULL;

    if (!ok) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *list = more;
    one = &more[(*count)++];
    *one = (struct ck_permission){.number = sqlite3_column_int64(stmt, 0),
                                  .scope = scope_of_column(stmt, 3),
                                  .proof_bytes = sqlite3_column_int64(stmt, 7),
                                  .recorded_at = sqlite3_column_int64(stmt, 9),
                                  .withdrawn_at = sqlite3_column_int64(stmt, 10)};
    one->file = ck_db_column(stmt, 1, &ok);
    one->who = ck_db_column(stmt, 2, &ok);
    ck_db_column_into(stmt, 4, one->given, sizeof(one->given));
    one->note = ck_db_column(stmt, 5, &ok);
    one->proof = ck_db_column(stmt, 6, &ok);
    ck_db_column_into(stmt, 8, one->proof_sha256, sizeof(one->proof_sha256));
    return ok || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_permission_list(struct ck_archive *archive, const char *post,
                        struct ck_permission **ret, size_t *ret_count,
                        struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct ck_permission *list = NULL;
    size_t count = 0;
    bool row = true, ok;

    *ret = NULL;
    *ret_count = 0;
    ok = ck_db_prepare(archive->db,
                       "SELECT number, file, who, scope, given, note, proof, proof_bytes,"
                       " proof_sha256, recorded_at, withdrawn_at FROM permissions"
                       " WHERE post = ?1 ORDER BY number DESC",
                       &stmt, err);
    if (ok) {
        ck_db_text(stmt, 1, post);
    }
    while (ok && row) {
        ok = ck_db_step(stmt, &row, err) && (!row || add_row(stmt, &list, &count, err));
    }
    if (!ok) {
        ck_permissions_free(list, count);
        return false;
    }
    *ret = list;
    *ret_count = count;
    return true;
}

/* The number that a question about a post gives. */
static bool ask_number(struct ck_archive *archive, const char *sql, const char *post,
                       int64_t *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    *ret = 0;
    if (!ck_db_prepare(archive->db, sql, &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    *ret = sqlite3_column_int64(stmt, 0);
    return true;
}

bool ck_permission_count(struct ck_archive *archive, const char *post, int64_t *ret,
                         struct ck_error *err)
{
    return ask_number(archive,
                      "SELECT count(*) FROM permissions WHERE post = ?1"
                      " AND withdrawn_at = 0",
                      post, ret, err);
}

bool ck_permission_next(struct ck_archive *archive, const char *post, int64_t *ret,
                        struct ck_error *err)
{
    return ask_number(archive,
                      "SELECT coalesce(max(number), 0) + 1 FROM permissions"
                      " WHERE post = ?1",
                      post, ret, err);
}

bool ck_permission_place(struct ck_archive *archive, const char *post, int64_t number,
                         char **ret_folder, int64_t *ret_holder, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false, ok = true;

    *ret_folder = NULL;
    if (!ck_db_prepare(archive->db,
                       "SELECT posts.folder, posts.number FROM permissions"
                       " JOIN posts ON posts.id = permissions.post"
                       " JOIN files ON files.post = posts.number AND name = file"
                       " WHERE permissions.post = ?1 AND permissions.number = ?2"
                       " ORDER BY posts.number DESC LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    ck_db_int(stmt, 2, number);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    if (!row) {
        return ck_fail(err, CK_ERR_NOT_FOUND, NULL);
    }
    *ret_holder = sqlite3_column_int64(stmt, 1);
    *ret_folder = ck_db_column(stmt, 0, &ok);
    return ok || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_permission_where(struct ck_archive *archive, const char *post, int64_t number,
                         char **ret_folder, struct ck_error *err)
{
    int64_t holder;

    return ck_permission_place(archive, post, number, ret_folder, &holder, err);
}

bool ck_permission_holder(struct ck_archive *archive, const struct ck_kept *kept,
                          int64_t *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    *ret = 0;
    if (!ck_db_prepare(archive->db,
                       "SELECT number FROM posts JOIN files ON post = number"
                       " AND place = 0 WHERE id = ?1 AND folder = ?2 AND name = ?3"
                       " ORDER BY number DESC LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, kept->id);
    ck_db_text(stmt, 2, kept->folder);
    ck_db_text(stmt, 3, kept->files[0].name);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    *ret = row ? sqlite3_column_int64(stmt, 0) : 0;
    return true;
}

static void write_scope(unsigned scope, struct ck_buf *ret)
{
    for (int i = 0; i < CK_SCOPE_COUNT; i++) {
        if ((scope & 1U << i) != 0) {
            ck_buf_addf(ret, "%s%s", ret->len > 0 ? " " : "", ck_scope_word(i));
        }
    }
}

bool ck_permission_enter(struct ck_archive *archive, const char *post,
                         const struct ck_permission *permission, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    ck_autobuf struct ck_buf scope = {.max = 64};

    if (!ck_db_prepare(
            archive->db,
            "INSERT INTO permissions (post, number, file, who, scope, given, note, proof,"
            " proof_bytes, proof_sha256, recorded_at, withdrawn_at) VALUES (?1,"
            " iif(EXISTS (SELECT 1 FROM permissions WHERE post = ?1 AND number = ?2),"
            " (SELECT max(number) + 1 FROM permissions WHERE post = ?1), ?2),"
            " ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
            " ON CONFLICT (post, file) DO UPDATE SET withdrawn_at = ?12",
            &stmt, err)) {
        return false;
    }
    write_scope(permission->scope, &scope);
    ck_db_text(stmt, 1, post);
    ck_db_int(stmt, 2, permission->number);
    ck_db_text(stmt, 3, permission->file);
    ck_db_text(stmt, 4, permission->who);
    ck_db_text(stmt, 5, ck_buf_text(&scope));
    ck_db_text(stmt, 6, permission->given);
    ck_db_text(stmt, 7, permission->note);
    ck_db_text(stmt, 8, permission->proof);
    ck_db_int(stmt, 9, permission->proof_bytes);
    ck_db_text(stmt, 10, permission->proof_sha256);
    ck_db_int(stmt, 11, permission->recorded_at);
    ck_db_int(stmt, 12, permission->withdrawn_at);
    return ck_db_step(stmt, NULL, err);
}

static bool sum_bytes(sqlite3 *db, int64_t holder, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db,
                       "UPDATE posts SET bytes ="
                       " (SELECT sum(bytes) FROM files WHERE post = ?1)"
                       " WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, holder);
    return ck_db_step(stmt, NULL, err);
}

bool ck_permission_add_files(struct ck_archive *archive, int64_t holder,
                             const struct ck_kept_file *files, size_t count, bool summed,
                             struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "INSERT INTO files (post, place, role, name, bytes, sha256,"
                       " summed) SELECT ?1,"
                       " (SELECT max(place) + 1 FROM files WHERE post = ?1),"
                       " ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS"
                       " (SELECT 1 FROM files WHERE post = ?1 AND name = ?3)",
                       &stmt, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        ck_db_int(stmt, 1, holder);
        ck_db_text(stmt, 2, files[i].role);
        ck_db_text(stmt, 3, files[i].name);
        ck_db_int(stmt, 4, files[i].bytes);
        ck_db_text(stmt, 5, files[i].sha256);
        ck_db_int(stmt, 6, summed ? 1 : 0);
        if (!ck_db_step(stmt, NULL, err)) {
            return false;
        }
        (void)sqlite3_reset(stmt);
    }
    return sum_bytes(archive->db, holder, err);
}

bool ck_permission_inherit(sqlite3 *db, const struct ck_kept *kept, const char *folder,
                           int64_t number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    /* Their places come behind those of any post. */
    if (!ck_db_prepare(db,
                       "UPDATE OR IGNORE files SET post = ?4, place = place + 1000"
                       " WHERE role IN ('" CK_ROLE_PERMISSION "', '" CK_ROLE_PROOF
                       "', '" CK_ROLE_WITHDRAWAL "') AND post IN"
                       " (SELECT number FROM posts JOIN files ON post = number"
                       " AND place = 0 WHERE id = ?1 AND folder = ?2 AND name = ?3"
                       " AND number <> ?4)",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, kept->id);
    ck_db_text(stmt, 2, folder);
    ck_db_text(stmt, 3, kept->files[0].name);
    ck_db_int(stmt, 4, number);
    return ck_db_step(stmt, NULL, err) &&
           (sqlite3_changes(db) == 0 || sum_bytes(db, number, err));
}
