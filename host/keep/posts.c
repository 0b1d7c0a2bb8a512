#include "keep/db.h"

#include <string.h>

#define POST_COLUMNS                                                                     \
    "number, id, kind, author, text, page, created, kept_at, seen, folder, "             \
    "notes, " CK_RIGHTS_COLUMNS

static void clear_file(struct ck_kept_file *file)
{
    ck_free(file->role);
    ck_free(file->name);
}

void ck_kept_clear(struct ck_kept *kept)
{
    for (size_t i = 0; i < kept->file_count; i++) {
        clear_file(&kept->files[i]);
    }
    ck_free(kept->files);
    ck_free(kept->kind);
    ck_free(kept->author);
    ck_free(kept->text);
    ck_free(kept->page);
    ck_free(kept->seen);
    ck_free(kept->folder);
    ck_free(kept->notes);
    *kept = (struct ck_kept){0};
}

void ck_kept_free_all(struct ck_kept *kept, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_kept_clear(&kept[i]);
    }
    ck_free(kept);
}

static bool add_file(struct ck_kept *kept, sqlite3_stmt *stmt, struct ck_error *err)
{
    struct ck_kept_file file = {.bytes = sqlite3_column_int64(stmt, 2)};
    struct ck_kept_file *files =
        ck_realloc(kept->files, (kept->file_count + 1) * sizeof(*files));
    bool ok = files != NULL;

    if (!ok) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    kept->files = files;
    file.role = ck_db_column(stmt, 0, &ok);
    file.name = ck_db_column(stmt, 1, &ok);
    ck_db_column_into(stmt, 3, file.sha256, sizeof(file.sha256));
    kept->files[kept->file_count++] = file;
    return ok || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool read_files(sqlite3 *db, int64_t number, struct ck_kept *kept,
                       struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(db,
                       "SELECT role, name, bytes, sha256 FROM files WHERE post = ?1"
                       " ORDER BY place",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    while (row) {
        if (!ck_db_step(stmt, &row, err) || (row && !add_file(kept, stmt, err))) {
            return false;
        }
    }
    return kept->file_count > 0 ||
           ck_fail(err, CK_ERR_ARCHIVE_DAMAGED, "a post without files");
}

/* Reads the row at which `stmt` stands. On failure `ret` is empty. */
static bool read_post(sqlite3 *db, sqlite3_stmt *stmt, struct ck_kept *ret,
                      struct ck_error *err)
{
    bool ok = true;

    *ret = (struct ck_kept){
        .created = sqlite3_column_int64(stmt, 6),
        .kept_at = sqlite3_column_int64(stmt, 7),
    };
    ck_db_column_into(stmt, 1, ret->id, sizeof(ret->id));
    ret->kind = ck_db_column(stmt, 2, &ok);
    ret->author = ck_db_column(stmt, 3, &ok);
    ret->text = ck_db_column(stmt, 4, &ok);
    ret->page = ck_db_column(stmt, 5, &ok);
    ret->seen = ck_db_column(stmt, 8, &ok);
    ret->folder = ck_db_column(stmt, 9, &ok);
    ret->notes = ck_db_column(stmt, 10, &ok);
    ck_rights_of_row(stmt, 11, &ret->rights);
    if (!ok) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ok || !read_files(db, sqlite3_column_int64(stmt, 0), ret, err)) {
        ck_kept_clear(ret);
        return false;
    }
    return true;
}

bool ck_archive_find(struct ck_archive *archive, const char *id, bool *ret_found,
                     struct ck_kept *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    *ret = (struct ck_kept){0};
    *ret_found = false;
    if (!ck_db_prepare(archive->db,
                       "SELECT " POST_COLUMNS " FROM posts WHERE id = ?1"
                       " ORDER BY number DESC LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, id);
    if (!ck_db_step(stmt, ret_found, err)) {
        return false;
    }
    if (*ret_found && !read_post(archive->db, stmt, ret, err)) {
        *ret_found = false;
        return false;
    }
    return true;
}

bool ck_post_next(struct ck_archive *archive, const char *folder, int64_t after,
                  int64_t *ret_number, struct ck_kept *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool found = false;

    *ret = (struct ck_kept){0};
    *ret_number = 0;
    if (!ck_db_prepare(archive->db,
                       "SELECT " POST_COLUMNS " FROM posts WHERE folder = ?1"
                       " AND number > ?2 ORDER BY number LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, folder);
    ck_db_int(stmt, 2, after);
    if (!ck_db_step(stmt, &found, err)) {
        return false;
    }
    *ret_number = found ? sqlite3_column_int64(stmt, 0) : 0;
    return !found || read_post(archive->db, stmt, ret, err);
}

bool ck_archive_recent(struct ck_archive *archive, size_t limit, struct ck_kept **ret,
                       size_t *ret_count, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct ck_kept *all = NULL;
    size_t count = 0;
    bool row = true;

    *ret = NULL;
    *ret_count = 0;
    if (!ck_db_prepare(archive->db,
                       /* "+": by number, not by way of an index and a sort of all */
                       "SELECT " POST_COLUMNS " FROM posts WHERE +newest = 1"
                       " ORDER BY number DESC LIMIT ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, limit < INT64_MAX ? (int64_t)limit : INT64_MAX);
    while (row) {
        struct ck_kept *more;

        if (!ck_db_step(stmt, &row, err)) {
            goto fail;
        }
        if (!row) {
            break;
        }
        more = ck_realloc(all, (count + 1) * sizeof(*all));
        if (more == NULL) {
            (void)ck_fail(err, CK_ERR_NOMEM, NULL);
            goto fail;
        }
        all = more;
        if (!read_post(archive->db, stmt, &all[count], err)) {
            goto fail;
        }
        count++;
    }
    *ret = all;
    *ret_count = count;
    return true;
fail:
    ck_kept_free_all(all, count);
    return false;
}

bool ck_archive_count(struct ck_archive *archive, int64_t *ret_posts, int64_t *ret_bytes,
                      struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    *ret_posts = *ret_bytes = 0;
    if (!ck_db_prepare(archive->db,
                       "SELECT count(*), coalesce(sum(bytes), 0) FROM posts"
                       " WHERE newest = 1",
                       &stmt, err) ||
        !ck_db_step(stmt, NULL, err)) {
        return false;
    }
    *ret_posts = sqlite3_column_int64(stmt, 0);
    *ret_bytes = sqlite3_column_int64(stmt, 1);
    return true;
}

static bool give_way(sqlite3 *db, const char *id, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db, "UPDATE posts SET newest = 0 WHERE id = ?1 AND newest = 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, id);
    return ck_db_step(stmt, NULL, err);
}

static int64_t bytes_of(const struct ck_kept *kept)
{
    int64_t sum = 0;

    for (size_t i = 0; i < kept->file_count; i++) {
        if (kept->files[i].bytes <= INT64_MAX - sum) {
            sum += kept->files[i].bytes;
        }
    }
    return sum;
}

static bool insert_post(sqlite3 *db, const struct ck_kept *kept, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db,
                       "INSERT INTO posts (id, kind, author, text, page, created,"
                       " kept_at, seen, folder, bytes, notes, " CK_RIGHTS_COLUMNS ")"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                       " ?12, ?13, ?14, ?15, ?16)",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, kept->id);
    ck_db_text(stmt, 2, kept->kind);
    ck_db_text(stmt, 3, kept->author);
    ck_db_text(stmt, 4, kept->text);
    ck_db_text(stmt, 5, kept->page);
    ck_db_int(stmt, 6, kept->created);
    ck_db_int(stmt, 7, kept->kept_at);
    ck_db_text(stmt, 8, kept->seen);
    ck_db_text(stmt, 9, kept->folder);
    ck_db_int(stmt, 10, bytes_of(kept));
    ck_db_text(stmt, 11, kept->notes);
    ck_rights_bind(stmt, 12, &kept->rights);
    return ck_db_step(stmt, NULL, err);
}

static bool insert_files(sqlite3 *db, int64_t post, const struct ck_kept *kept,
                         bool summed, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(
            db,
            "INSERT INTO files (post, place, role, name, bytes, sha256, summed)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &stmt, err)) {
        return false;
    }
    for (size_t i = 0; i < kept->file_count; i++) {
        const struct ck_kept_file *file = &kept->files[i];

        ck_db_int(stmt, 1, post);
        ck_db_int(stmt, 2, (int64_t)i);
        ck_db_text(stmt, 3, file->role);
        ck_db_text(stmt, 4, file->name);
        ck_db_int(stmt, 5, file->bytes);
        ck_db_text(stmt, 6, file->sha256);
        ck_db_int(stmt, 7, summed ? 1 : 0);
        if (!ck_db_step(stmt, NULL, err)) {
            return false;
        }
        (void)sqlite3_reset(stmt);
    }
    return true;
}

bool ck_post_insert(struct ck_archive *archive, const struct ck_kept *kept, bool summed,
                    struct ck_error *err)
{
    sqlite3 *db = archive->db;
    int64_t number;

    if (kept->file_count == 0) {
        return ck_fail(err, CK_ERR_INTERNAL, "a kept post without files");
    }
    if (!give_way(db, kept->id, err) || !insert_post(db, kept, err)) {
        return false;
    }
    number = sqlite3_last_insert_rowid(db);
    /* Kept again under the same name, after a crash before the first record: one record.
     */
    return insert_files(db, number, kept, summed, err) &&
           ck_post_drop_others(db, kept, kept->folder, number, err);
}

bool ck_post_keep(struct ck_archive *archive, const struct ck_kept *kept, int64_t job,
                  bool summed, struct ck_error *err)
{
    return ck_post_insert(archive, kept, summed, err) &&
           (job == 0 || ck_job_done(archive, job, kept, err));
}

bool ck_archive_keep(struct ck_archive *archive, const struct ck_kept *kept, int64_t job,
                     struct ck_error *err)
{
    return ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, ck_post_keep(archive, kept, job, false, err), err);
}
