#include "keep/begun.h"

#include "keep/db.h"
#include "keep/disk.h"
#include "keep/folder.h"
#include "keep/sweep.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool ck_begun_note(struct ck_archive *archive, const char *post, const char *folder,
                   const struct ck_begun *begun, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "REPLACE INTO begun (post, word, folder, place, stream, validator,"
                       " total, bytes, sha256, noted_at)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    ck_db_text(stmt, 2, begun->word);
    ck_db_text(stmt, 3, folder);
    ck_db_text(stmt, 4, begun->place);
    ck_db_text(stmt, 5, begun->stream);
    ck_db_text(stmt, 6, begun->validator);
    ck_db_int(stmt, 7, begun->total);
    ck_db_int(stmt, 8, begun->kept.bytes);
    ck_db_text(stmt, 9, begun->kept.sha256);
    ck_db_int(stmt, 10, ck_db_now());
    return ck_db_step(stmt, NULL, err);
}

static void read_row(sqlite3_stmt *stmt, struct ck_begun *ret)
{
    ck_db_column_into(stmt, 0, ret->place, sizeof(ret->place));
    ck_db_column_into(stmt, 1, ret->stream, sizeof(ret->stream));
    ck_db_column_into(stmt, 2, ret->validator, sizeof(ret->validator));
    ret->total = sqlite3_column_int64(stmt, 3);
    ret->kept.bytes = sqlite3_column_int64(stmt, 4);
    ck_db_column_into(stmt, 5, ret->kept.sha256, sizeof(ret->kept.sha256));
}

bool ck_begun_find(struct ck_archive *archive, const char *post, const char *word,
                   bool *ret_found, struct ck_begun *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    *ret = (struct ck_begun){0};
    *ret_found = false;
    if (!ck_db_prepare(archive->db,
                       "SELECT place, stream, validator, total, bytes, sha256 FROM begun"
                       " WHERE post = ?1 AND word = ?2",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    ck_db_text(stmt, 2, word);
    if (!ck_db_step(stmt, ret_found, err)) {
        return false;
    }
    if (*ret_found) {
        (void)snprintf(ret->word, sizeof(ret->word), "%s", word);
        read_row(stmt, ret);
    }
    return true;
}

/* --- forgetting ------------------------------------------------------------------- */

#define FORGOTTEN "SELECT post, word, place, folder FROM begun WHERE"

/* The next part to be forgotten, and its post. */
struct forgotten {
    char post[24], word[24], place[320], folder[PATH_MAX];
};

static bool next_of(sqlite3_stmt *stmt, struct forgotten *ret, bool *ret_found,
                    struct ck_error *err)
{
    if (!ck_db_step(stmt, ret_found, err)) {
        return false;
    }
    if (*ret_found) {
        ck_db_column_into(stmt, 0, ret->post, sizeof(ret->post));
        ck_db_column_into(stmt, 1, ret->word, sizeof(ret->word));
        ck_db_column_into(stmt, 2, ret->place, sizeof(ret->place));
        ck_db_column_into(stmt, 3, ret->folder, sizeof(ret->folder));
    }
    (void)sqlite3_reset(stmt);
    return true;
}

/* A folder that is not there now, or out of reach, is swept when it is used again. */
static void remove_part(const struct forgotten *part)
{
    char path[400];
    const char *name;
    ck_autoclose int root = open(part->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ck_autoclose int dir = -1;

    (void)snprintf(path, sizeof(path), "%s%s.%s.%s.part", part->place,
                   part->place[0] != '\0' ? "/" : "", part->post, part->word);
    dir = root >= 0 ? ck_disk_open_parent(root, path, &name) : -1;
    if (dir >= 0 && ck_sweep_part(dir, name)) {
        ck_folder_leave_all(root, part->place);
    }
}

static bool forget_row(struct ck_archive *archive, const struct forgotten *part,
                       struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db, "DELETE FROM begun WHERE post = ?1 AND word = ?2",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, part->post);
    ck_db_text(stmt, 2, part->word);
    return ck_db_step(stmt, NULL, err);
}

/* Goes through the rows that `stmt` finds as long as it finds some. */
static bool forget_all(struct ck_archive *archive, sqlite3_stmt *stmt,
                       struct ck_error *err)
{
    struct forgotten part;
    bool found = true;

    while (found) {
        if (!next_of(stmt, &part, &found, err)) {
            return false;
        }
        if (found) {
            remove_part(&part);
        }
        if (found && !forget_row(archive, &part, err)) {
            return false;
        }
    }
    return true;
}

/* Forgets what is found with `text` as ?1. */
static bool forget_where(struct ck_archive *archive, const char *sql, const char *text,
                         struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db, sql, &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, text);
    return forget_all(archive, stmt, err);
}

bool ck_begun_forget(struct ck_archive *archive, const char *post, struct ck_error *err)
{
    return forget_where(archive, FORGOTTEN " post = ?1 LIMIT 1", post, err);
}

bool ck_begun_forget_folder(struct ck_archive *archive, const char *folder,
                            struct ck_error *err)
{
    return forget_where(archive, FORGOTTEN " folder = ?1 LIMIT 1", folder, err);
}

bool ck_begun_forget_over(struct ck_archive *archive, int64_t since, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       FORGOTTEN
                       " coalesce((SELECT state FROM jobs WHERE jobs.post = begun.post"
                       " ORDER BY number DESC LIMIT 1), 'done')"
                       " IN ('done', 'cancelled', iif(noted_at <= ?1, 'failed', ''))"
                       " LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, since);
    return forget_all(archive, stmt, err);
}
