#include "keep/wanted.h"

#include "keep/list_rows.h"

#include <string.h>

bool ck_wanted_takes(const struct ck_wanted *wanted, const char *kind, int64_t created)
{
    const char *known = kind != NULL ? kind : "";

    return (created <= 0 || created >= wanted->since) &&
           !(wanted->no_videos && strcmp(known, "video") == 0) &&
           !(wanted->no_photos && strcmp(known, "photo") == 0);
}

/* Of a row of `kind`, `created`, kept or not, and why it could not be kept. */
static bool is_left(sqlite3_stmt *stmt, const struct ck_wanted *wanted)
{
    char kind[16], code[40];

    ck_db_column_into(stmt, 0, kind, sizeof(kind));
    ck_db_column_into(stmt, 3, code, sizeof(code));
    return sqlite3_column_int(stmt, 2) == 0 &&
           (code[0] == '\0' || !ck_code_gone(ck_code_of_text(code))) &&
           ck_wanted_takes(wanted, kind, sqlite3_column_int64(stmt, 1));
}

/* Columns for is_left(), of a row `p` of list_posts. */
#define LEFT_COLUMNS                                                                     \
    "p.kind, p.created, " CK_POST_IS_KEPT("p.post") ", " CK_POST_LAST_CODE("p.post")

bool ck_wanted_prospect(struct ck_archive *archive, const struct ck_list *like,
                        const struct ck_wanted *wanted, struct ck_prospect *ret,
                        struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    int64_t list = 0;
    bool row = true;

    *ret = (struct ck_prospect){0};
    if (!ck_list_find(archive, like, &list, err) ||
        !ck_db_prepare(archive->db,
                       "SELECT " LEFT_COLUMNS " FROM list_posts AS p WHERE p.list = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, list);
    while (ck_db_step(stmt, &row, err)) {
        if (!row) {
            return true;
        }
        ret->known++;
        ret->left += is_left(stmt, wanted) ? 1 : 0;
    }
    return false;
}

bool ck_wanted_anew(struct ck_archive *archive, int64_t list,
                    const struct ck_wanted *wanted, bool *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    *ret = false;
    if (!ck_db_prepare(
            archive->db,
            "SELECT " LEFT_COLUMNS " FROM list_posts AS p JOIN run_posts AS r"
            " ON r.run = p.last_run AND r.post = p.post"
            " WHERE p.list = ?1 AND r.chosen = 0 AND p.last_run >="
            " (SELECT coalesce(max(number), 0) FROM runs WHERE list = ?1"
            " AND source IN ('tab', 'site') AND ended IN ('complete', 'short'))",
            &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, list);
    while (!*ret && ck_db_step(stmt, &row, err)) {
        if (!row) {
            return true;
        }
        *ret = is_left(stmt, wanted);
    }
    return *ret;
}
