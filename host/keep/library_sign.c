/* What a part of the library depends on, as one hash: it is made anew only when that is
 * another one. */
#include "keep/hash.h"
#include "keep/library_chunk.h"
#include "keep/library_rows.h"

void ck_library_bind_range(sqlite3_stmt *stmt, int64_t key, const char *folder)
{
    ck_db_int(stmt, 1, key * CK_LIBRARY_CHUNK);
    ck_db_int(stmt, 2, key * CK_LIBRARY_CHUNK + CK_LIBRARY_CHUNK - 1);
    ck_db_text(stmt, 3, folder);
}

bool ck_library_chunk_next(struct ck_archive *archive, const char *folder, int64_t from,
                           int64_t *ret_key, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    *ret_key = -1;
    if (!ck_db_prepare(archive->db,
                       "SELECT number FROM posts WHERE number >= ?1 AND +newest = 1"
                       " AND +folder = ?2 ORDER BY number LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, from * CK_LIBRARY_CHUNK);
    ck_db_text(stmt, 2, folder);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    if (row) {
        *ret_key = sqlite3_column_int64(stmt, 0) / CK_LIBRARY_CHUNK;
    }
    return true;
}

/* Feeds all columns of all rows, with what cannot be in them between. */
static bool feed(EVP_MD_CTX *hash, sqlite3_stmt *stmt, int64_t *ret_rows,
                 struct ck_error *err)
{
    bool row = true;

    *ret_rows = 0;
    while (ck_db_step(stmt, &row, err)) {
        if (!row) {
            return true;
        }
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            const void *text = sqlite3_column_text(stmt, i);
            int len = sqlite3_column_bytes(stmt, i);

            if (EVP_DigestUpdate(hash, text != NULL ? text : "", (size_t)len) != 1 ||
                EVP_DigestUpdate(hash, "", 1) != 1) {
                return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
            }
        }
        ++*ret_rows;
    }
    return false;
}

static bool feed_all(struct ck_archive *archive, EVP_MD_CTX *hash, int64_t key,
                     const char *folder, int64_t *ret_count, struct ck_error *err)
{
    static const char *const questions[] = {
        "SELECT q.* FROM posts p JOIN permissions q ON q.post = p.id "
        "WHERE " CK_LIBRARY_SHOWN " ORDER BY p.number, q.number",
        "SELECT post, place, role, name, f.bytes, sha256 FROM posts p"
        " JOIN files f ON f.post = p.number WHERE " CK_LIBRARY_SHOWN
        " ORDER BY post, place",
        "SELECT l.list, l.post, l.added_at FROM posts p"
        " JOIN list_posts l ON l.post = p.id WHERE " CK_LIBRARY_SHOWN
        " ORDER BY l.post, l.list",
        "SELECT number, id, kind, author, text, created, kept_at, seen, notes, licence,"
        " grade, mine, saving, " CK_LIBRARY_ROW_GONE
        " FROM posts p WHERE " CK_LIBRARY_SHOWN " ORDER BY number",
    };

    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
        ck_autostmt sqlite3_stmt *stmt = NULL;

        if (!ck_db_prepare(archive->db, questions[i], &stmt, err)) {
            return false;
        }
        ck_library_bind_range(stmt, key, folder);
        if (!feed(hash, stmt, ret_count, err)) {
            return false;
        }
    }
    return true;
}

bool ck_library_chunk_sign(struct ck_archive *archive, const char *folder, int64_t key,
                           int64_t *ret_count, char ret[65], struct ck_error *err)
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    bool ok = hash != NULL && ck_hash_begin(hash);

    if (!ok) {
        (void)ck_fail(err, CK_ERR_NOMEM, "SHA-256");
    }
    ok = ok && feed_all(archive, hash, key, folder, ret_count, err) &&
         (ck_hash_finish(hash, ret) || ck_fail(err, CK_ERR_NOMEM, "SHA-256"));
    EVP_MD_CTX_free(hash);
    return ok;
}
