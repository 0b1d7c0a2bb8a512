#include "keep/mend.h"

#include "keep/db.h"
#include "keep/folder.h"
#include "keep/lines.h"
#include "keep/loose.h"
#include "keep/record.h"
#include "keep/sums.h"
#include "keep/verify_rows.h"

#include <string.h>

struct mending {
    struct ck_archive *archive;
    int rootfd;
    const char *folder;
    bool listed; /* the hashes of all that is kept, in a table of this connection */
    struct ck_loose loose; /* empty: not read yet */
};

/* There is no index by hash: it would cost every save, and is needed here alone. */
static bool list_hashes(struct mending *mending, struct ck_error *err)
{
    mending->listed =
        mending->listed ||
        ck_db_run(mending->archive->db,
                  "DROP TABLE IF EXISTS temp.hashes;"
                  "CREATE TEMP TABLE hashes (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;"
                  "INSERT OR IGNORE INTO temp.hashes SELECT sha256 FROM files",
                  err);
    return mending->listed;
}

static bool knows_hash(struct mending *mending, const char *sha256, bool *ret,
                       struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!list_hashes(mending, err) ||
        !ck_db_prepare(mending->archive->db,
                       "SELECT 1 FROM temp.hashes WHERE sha256 = ?1", &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, sha256);
    return ck_db_step(stmt, ret, err);
}

/* A file of no post was moved into another save folder. */
static bool moved_away(struct mending *mending, const char *name, bool *ret,
                       struct ck_error *err)
{
    if (mending->loose.gone == NULL &&
        !ck_loose_read(mending->rootfd, &mending->loose, err)) {
        return false;
    }
    *ret = json_object_get(mending->loose.gone, name) != NULL;
    return true;
}

static bool stays(void *ctx, const struct ck_line *line, bool *ret, struct ck_error *err)
{
    struct mending *mending = ctx;
    ck_autobuf struct ck_buf name = {.max = CK_SUMS_LINE_MAX};
    bool known = false, elsewhere = false;
    char sha256[65];

    *ret = true;
    if (!ck_sums_decode(line->text, line->len, sha256, &name) ||
        ck_folder_has(mending->rootfd, ck_buf_text(&name), -1)) {
        return true;
    }
    if (!ck_verify_knows(mending->archive, mending->folder, ck_buf_text(&name), &known,
                         err) ||
        (!known && !knows_hash(mending, sha256, &elsewhere, err)) ||
        (!known && !elsewhere &&
         !moved_away(mending, ck_buf_text(&name), &elsewhere, err))) {
        return false;
    }
    *ret = known || !elsewhere;
    return true;
}

bool ck_mend_sums(struct ck_archive *archive, int rootfd, const char *folder,
                  int64_t *ret_dropped, struct ck_error *err)
{
    enum { FILES_AT_ONCE = 256 };
    struct mending mending = {.archive = archive, .rootfd = rootfd, .folder = folder};
    bool more = true;
    bool ok = ck_folder_has(rootfd, CK_SUMS_NAME, -1) ||
              ck_record_forget_sums(archive, folder, err);

    while (ok && more) {
        ok = ck_record_fill_sums(archive, rootfd, folder, FILES_AT_ONCE, &more, err);
    }
    ok = ok && ck_lines_filter(rootfd, CK_SUMS_NAME, CK_SUMS_LINE_MAX, stays, &mending,
                               ret_dropped, err);
    ck_loose_clear(&mending.loose);
    return ok;
}

bool ck_mend_sums_here(struct ck_archive *archive, int rootfd, const char *folder,
                       struct ck_error *err)
{
    struct ck_error why;

    if (ck_mend_sums(archive, rootfd, folder, NULL, &why) ||
        why.code == CK_ERR_FOLDER_READONLY) {
        return true;
    }
    if (err != NULL) {
        *err = why;
    }
    return false;
}
