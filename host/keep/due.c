#include "keep/due.h"

#include "base/mem.h"
#include "keep/db.h"

enum { A_DAY = 24 * 60 * 60 };

bool ck_due(int64_t last, int64_t every_s, int64_t now)
{
    return last <= 0 || last > now + A_DAY || now - last >= every_s;
}

void ck_due_free(struct ck_due_list *lists, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_list_clear(&lists[i].list);
    }
    ck_free(lists);
}

/* Adds the list at which `stmt` stands. */
static bool add(struct ck_archive *archive, sqlite3_stmt *stmt, struct ck_due_list **at,
                size_t *count, struct ck_error *err)
{
    struct ck_due_list *grown = ck_realloc(*at, (*count + 1) * sizeof(*grown));
    bool found = false;

    if (grown == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *at = grown;
    grown[*count] = (struct ck_due_list){.last = sqlite3_column_int64(stmt, 1)};
    if (!ck_list_read(archive, sqlite3_column_int64(stmt, 0), &found, &grown[*count].list,
                      err)) {
        return false;
    }
    *count += found;
    return true;
}

static bool read_all(struct ck_archive *archive, sqlite3_stmt *stmt, int64_t every_s,
                     int64_t now, struct ck_due_list **at, size_t *count,
                     struct ck_error *err)
{
    bool row = true;

    while (ck_db_step(stmt, &row, err)) {
        if (!row) {
            return true;
        }
        if (ck_due(sqlite3_column_int64(stmt, 1), every_s, now) &&
            !add(archive, stmt, at, count, err)) {
            return false;
        }
    }
    return false;
}

bool ck_due_lists(struct ck_archive *archive, enum ck_due_which which, int64_t every_s,
                  int64_t now, struct ck_due_list **ret, size_t *ret_count,
                  struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    *ret = NULL;
    *ret_count = 0;
    if (ck_db_prepare(
            archive->db,
            "SELECT list, max(iif(ended IN ('complete', 'enough', 'short'),"
            "  ended_at, 0)) AS last FROM runs"
            " WHERE (source = 'site' OR (?1 = 0 AND source = 'tab'))"
            "  AND list NOT IN (SELECT number FROM lists WHERE kind = 'stories')"
            " GROUP BY list HAVING ?1 = 1 OR last > 0 ORDER BY last, list",
            &stmt, err)) {
        ck_db_int(stmt, 1, which);
        if (read_all(archive, stmt, every_s, now, ret, ret_count, err)) {
            return true;
        }
    }
    ck_due_free(*ret, *ret_count);
    *ret = NULL;
    *ret_count = 0;
    return false;
}
