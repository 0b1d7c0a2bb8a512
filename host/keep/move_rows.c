/* Which folders posts are recorded in, and where they are to stay. */
#include "base/buf.h"
#include "keep/db.h"
#include "keep/move.h"

#include <string.h>

enum { SETTING_BYTES = 8192 };

void ck_elsewhere_free(struct ck_elsewhere *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_free(list[i].folder);
    }
    ck_free(list);
}

/* Settings of the queue that hold for `folder`: "left": what is kept there is to stay;
 * "loose": files of no post that are to move are still there. */
static bool setting_of(const char *word, const char *folder, struct ck_buf *ret,
                       struct ck_error *err)
{
    ck_buf_addf(ret, "%s %s", word, folder);
    return ck_buf_ok(ret) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool set(struct ck_archive *archive, const char *word, const char *folder,
                bool holds, struct ck_error *err)
{
    ck_autobuf struct ck_buf setting = {.max = SETTING_BYTES};

    return setting_of(word, folder, &setting, err) &&
           ck_archive_set(archive, ck_buf_text(&setting), holds ? "1" : "", err);
}

bool ck_move_leave(struct ck_archive *archive, const char *folder, bool left,
                   struct ck_error *err)
{
    return set(archive, "left", folder, left, err);
}

bool ck_move_note_loose(struct ck_archive *archive, const char *folder, bool some,
                        struct ck_error *err)
{
    return set(archive, "loose", folder, some, err);
}

static bool add(struct ck_archive *archive, sqlite3_stmt *stmt,
                struct ck_elsewhere **list, size_t *count, struct ck_error *err)
{
    struct ck_elsewhere one = {.posts = sqlite3_column_int64(stmt, 1),
                               .bytes = sqlite3_column_int64(stmt, 2)};
    ck_autobuf struct ck_buf setting = {.max = SETTING_BYTES};
    ck_autofree char *left = NULL;
    struct ck_elsewhere *more;
    bool ok = true;

    one.folder = ck_db_column(stmt, 0, &ok);
    if (!ok) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!setting_of("left", one.folder, &setting, err) ||
        !ck_archive_setting(archive, ck_buf_text(&setting), &left, err)) {
        ck_free(one.folder);
        return false;
    }
    one.left = left != NULL && left[0] != '\0';
    more = ck_realloc(*list, (*count + 1) * sizeof(one));
    if (more == NULL) {
        ck_free(one.folder);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *list = more;
    (*list)[(*count)++] = one;
    return true;
}

bool ck_move_elsewhere(struct ck_archive *archive, const char *folder,
                       struct ck_elsewhere **ret, size_t *ret_count, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct ck_elsewhere *list = NULL;
    size_t count = 0;
    bool row = true, ok;

    *ret = NULL;
    *ret_count = 0;
    ok = ck_db_prepare(archive->db,
                       "SELECT folder, count(*), sum(bytes), max(number) FROM posts"
                       " WHERE folder <> ?1 GROUP BY folder"
                       " UNION ALL SELECT substr(name, 7), 0, 0, 0 FROM settings"
                       " WHERE name GLOB 'loose /*' AND value <> ''"
                       " AND substr(name, 7) <> ?1"
                       " AND substr(name, 7) NOT IN (SELECT folder FROM posts)"
                       " ORDER BY 4 DESC",
                       &stmt, err);
    if (ok) {
        ck_db_text(stmt, 1, folder);
    }
    while (ok && row) {
        ok = ck_db_step(stmt, &row, err) &&
             (!row || add(archive, stmt, &list, &count, err));
    }
    if (!ok) {
        ck_elsewhere_free(list, count);
        return false;
    }
    *ret = list;
    *ret_count = count;
    return true;
}
