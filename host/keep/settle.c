#include "keep/settle.h"

#include "keep/db.h"
#include "keep/folder.h"
#include "keep/journal.h"
#include "keep/move.h"

#include <errno.h>
#include <unistd.h>

enum { BATCH = 500 };

struct settling {
    struct ck_archive *archive;
    int rootfd;
    const char *from, *to;
    int64_t number; /* of the last record that was looked at */
    int64_t posts;
};

/* Looks at the next records; `ret_more` false: there are no more. */
static bool settle_some(struct settling *settling, bool *ret_more, struct ck_error *err)
{
    for (int i = 0; i < BATCH; i++) {
        struct ck_kept kept;
        bool ok = ck_post_next(settling->archive, settling->from, settling->number,
                               &settling->number, &kept, err);

        *ret_more = ok && settling->number != 0;
        if (!*ret_more) {
            return ok;
        }
        if (ck_folder_has(settling->rootfd, kept.files[0].name, kept.files[0].bytes)) {
            ok = ck_post_settle(settling->archive, settling->number, &kept, settling->to,
                                err);
            settling->posts += ok;
        }
        ck_kept_clear(&kept);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool settle_all(struct settling *settling, struct ck_error *err)
{
    bool more = true;

    while (more) {
        if (!ck_db_begin(settling->archive->db, err) ||
            !ck_db_end(settling->archive->db, settle_some(settling, &more, err), err)) {
            return false;
        }
    }
    return true;
}

/* A drive that is not there says ENOENT too; then the copy that is at hand counts. */
static bool is_gone(const char *path)
{
    return access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

bool ck_settle(struct ck_archive *archive, int rootfd, const char *folder,
               int64_t *ret_posts, struct ck_error *err)
{
    struct ck_elsewhere *list = NULL;
    size_t count = 0;
    bool ok = ck_move_elsewhere(archive, folder, &list, &count, err);

    *ret_posts = 0;
    for (size_t i = 0; ok && i < count; i++) {
        struct settling settling = {
            .archive = archive, .rootfd = rootfd, .from = list[i].folder, .to = folder};

        if (is_gone(list[i].folder)) {
            ok = settle_all(&settling, err);
            *ret_posts += settling.posts;
        }
    }
    ck_elsewhere_free(list, count);
    return ok;
}

bool ck_settle_unknown(struct ck_archive *archive, int rootfd, const char *folder,
                       bool *ret, struct ck_error *err)
{
    struct ck_kept kept;
    int64_t number = 0;

    *ret = false;
    if (!ck_folder_has(rootfd, CK_JOURNAL_NAME, -1)) {
        return true;
    }
    if (!ck_post_next(archive, folder, 0, &number, &kept, err)) {
        return false;
    }
    ck_kept_clear(&kept);
    *ret = number == 0;
    return true;
}
