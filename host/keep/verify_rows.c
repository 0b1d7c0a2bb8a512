#include "keep/verify_rows.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

static const char setting[] = "verify"; /* "ROUND", and " FOLDER" while unfinished */

void ck_verify_row_clear(struct ck_verify_row *row)
{
    ck_free(row->name);
    *row = (struct ck_verify_row){0};
}

static bool write_setting(struct ck_archive *archive, int64_t round, const char *space,
                          const char *folder, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = 8192};

    ck_buf_addf(&text, "%lld%s%s", (long long)round, space, folder);
    return ck_buf_ok(&text) ? ck_archive_set(archive, setting, text.data, err)
                            : ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_verify_begin(struct ck_archive *archive, const char *folder, int64_t *ret_round,
                     struct ck_error *err)
{
    ck_autofree char *value = NULL;
    char *rest = NULL;

    *ret_round = 0;
    if (!ck_archive_setting(archive, setting, &value, err)) {
        return false;
    }
    if (value != NULL) {
        *ret_round = strtoll(value, &rest, 10);
        if (*ret_round > 0 && rest[0] == ' ' && strcmp(rest + 1, folder) == 0) {
            return true;
        }
    }
    *ret_round += 1;
    return write_setting(archive, *ret_round, " ", folder, err);
}

bool ck_verify_end(struct ck_archive *archive, const struct ck_verify_run *run,
                   struct ck_error *err)
{
    return write_setting(archive, run->round, "", "", err);
}

const char *ck_verify_finding_text(enum ck_verify_finding finding)
{
    static const char *const texts[CK_FINDINGS] = {"good", "damaged", "missing", "moved",
                                                   "foreign"};

    return (unsigned)finding < CK_FINDINGS ? texts[finding] : "";
}

bool ck_verify_totals(struct ck_archive *archive, const struct ck_verify_run *run,
                      struct ck_verify_progress *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(archive->db,
                       "SELECT iif(round >= ?2, found, ''), count(*),"
                       " sum(files.bytes) FROM posts JOIN files ON post = number"
                       " WHERE folder = ?1 GROUP BY 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, run->folder);
    ck_db_int(stmt, 2, run->round);
    while (ck_db_step(stmt, &row, err)) {
        char found[10];

        if (!row) {
            return true;
        }
        ck_db_column_into(stmt, 0, found, sizeof(found));
        ret->files += sqlite3_column_int64(stmt, 1);
        ret->bytes += sqlite3_column_int64(stmt, 2);
        for (unsigned i = 0; i <= CK_FOUND_MISSING; i++) {
            if (strcmp(found, ck_verify_finding_text(i)) == 0) {
                ret->found[i] = sqlite3_column_int64(stmt, 1);
                ret->files_done += sqlite3_column_int64(stmt, 1);
                ret->bytes_done += sqlite3_column_int64(stmt, 2);
            }
        }
    }
    return false;
}

/* The row at which `stmt` stands. */
static bool take_row(sqlite3_stmt *stmt, struct ck_verify_row *ret, struct ck_error *err)
{
    bool ok = true;

    *ret = (struct ck_verify_row){
        .post = sqlite3_column_int64(stmt, 0),
        .place = sqlite3_column_int64(stmt, 1),
        .bytes = sqlite3_column_int64(stmt, 4),
    };
    ck_db_column_into(stmt, 2, ret->id, sizeof(ret->id));
    ret->name = ck_db_column(stmt, 3, &ok);
    ck_db_column_into(stmt, 5, ret->sha256, sizeof(ret->sha256));
    return ok || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_verify_read(struct ck_archive *archive, const struct ck_verify_run *run,
                    enum ck_verify_which which, const struct ck_verify_row *after,
                    struct ck_verify_row *ret, size_t max, size_t *ret_count,
                    struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    *ret_count = 0;
    if (!ck_db_prepare(
            archive->db,
            "SELECT post, place, id, name, files.bytes, sha256 FROM files"
            " JOIN posts ON number = post WHERE (post, place) > (?1, ?2) AND folder = ?3"
            " AND CASE ?4 WHEN 0 THEN round < ?5"
            "  WHEN 1 THEN found = 'damaged' AND round >= ?5"
            "  ELSE found = 'missing' END"
            " ORDER BY post, place LIMIT ?6",
            &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, after->post);
    ck_db_int(stmt, 2, after->post > 0 ? after->place : -1);
    ck_db_text(stmt, 3, run->folder);
    ck_db_int(stmt, 4, which);
    ck_db_int(stmt, 5, run->round);
    ck_db_int(stmt, 6, (int64_t)max);
    while (ck_db_step(stmt, &row, err)) {
        if (!row) {
            return true;
        }
        if (!take_row(stmt, &ret[(*ret_count)++], err)) {
            return false;
        }
    }
    return false;
}

static bool note_all(struct ck_archive *archive, const struct ck_verify_run *run,
                     const struct ck_verify_row *rows, size_t count, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "UPDATE files SET found = ?3, checked_at = ?4, round = ?5"
                       " WHERE post = ?1 AND place = ?2",
                       &stmt, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        ck_db_int(stmt, 1, rows[i].post);
        ck_db_int(stmt, 2, rows[i].place);
        ck_db_text(stmt, 3, ck_verify_finding_text(rows[i].finding));
        ck_db_int(stmt, 4, ck_db_now());
        ck_db_int(stmt, 5, run->round);
        if (!ck_db_step(stmt, NULL, err)) {
            return false;
        }
        (void)sqlite3_reset(stmt);
    }
    return true;
}

bool ck_verify_note(struct ck_archive *archive, const struct ck_verify_run *run,
                    const struct ck_verify_row *rows, size_t count, struct ck_error *err)
{
    return ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, note_all(archive, run, rows, count, err), err);
}

bool ck_verify_knows(struct ck_archive *archive, const char *folder, const char *name,
                     bool *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "SELECT 1 FROM files JOIN posts ON number = post"
                       " WHERE name = ?1 AND folder = ?2 LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, name);
    ck_db_text(stmt, 2, folder);
    return ck_db_step(stmt, ret, err);
}

bool ck_verify_lost(struct ck_archive *archive, const char *folder, int64_t bytes,
                    const char *sha256, struct ck_verify_row *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    *ret = (struct ck_verify_row){0};
    if (!ck_db_prepare(archive->db,
                       "SELECT post, place, id, name, files.bytes, sha256 FROM files"
                       " JOIN posts ON number = post WHERE found = 'missing'"
                       " AND files.bytes = ?1 AND folder = ?2 AND ?3 IN ('', sha256)"
                       " ORDER BY post, place LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, bytes);
    ck_db_text(stmt, 2, folder);
    ck_db_text(stmt, 3, sha256);
    return ck_db_step(stmt, &row, err) && (!row || take_row(stmt, ret, err));
}

bool ck_verify_moved(struct ck_archive *archive, const struct ck_verify_row *row,
                     const char *name, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "UPDATE files SET name = ?3, found = 'good', checked_at = ?4,"
                       " summed = 0 WHERE post = ?1 AND place = ?2",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, row->post);
    ck_db_int(stmt, 2, row->place);
    ck_db_text(stmt, 3, name);
    ck_db_int(stmt, 4, ck_db_now());
    return ck_db_step(stmt, NULL, err);
}
