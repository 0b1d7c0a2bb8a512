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

/* The queue's setting that holds while what is kept in `folder` is to stay there. */
static bool setting_of(const char *folder, struct ck_buf *ret, struct ck_error *err)
{
    ck_buf_addf(ret, "left %s", folder);
    return ck_buf_ok(ret) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_move_leave(struct ck_archive *archive, const char *folder, bool left,
                   struct ck_error *err)
{
    ck_autobuf struct ck_buf setting = {.max = SETTING_BYTES};

    return setting_of(folder, &setting, err) &&
           ck_archive_set(archive, ck_buf_text(&setting), left ? "1" : "", err);
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
    if (!setting_of(one.folder, &setting, err) ||
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
                       "SELECT folder, count(*), sum(bytes) FROM posts WHERE folder <> ?1"
                       " GROUP BY folder ORDER BY max(number) DESC",
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
