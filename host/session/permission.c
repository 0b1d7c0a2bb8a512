#include "session/permission.h"

#include "base/mem.h"
#include "keep/folder.h"
#include "session/inner.h"
#include "session/library.h"

/* The newest copy of a kept post; free it in any case. */
static bool find(struct ck_session *session, const char *post, struct ck_kept *ret,
                 struct ck_error *err)
{
    bool found = false, present = false;

    *ret = (struct ck_kept){0};
    return ck_session_kept(session, post, &found, ret, &present, err) &&
           (present || ck_fail(err, CK_ERR_NOT_FOUND, NULL));
}

bool ck_session_may_permit(struct ck_session *session, const char *post,
                           struct ck_error *err)
{
    struct ck_kept kept;
    bool ok = find(session, post, &kept, err);

    ck_kept_clear(&kept);
    return ok;
}

bool ck_session_permit(struct ck_session *session, const char *post,
                       const struct ck_permit *permit, const struct ck_proof *proof,
                       struct ck_error *err)
{
    struct ck_kept kept;
    ck_autoclose int fd = -1;
    bool ok = find(session, post, &kept, err) &&
              ck_folder_open(kept.folder, false, &fd, err) &&
              ck_permission_keep(session->archive, fd, &kept, permit, proof, err);

    if (ok) {
        ck_session_library_follow(session);
    }
    ck_kept_clear(&kept);
    return ok;
}

bool ck_session_permissions(struct ck_session *session, const char *post,
                            struct ck_permission **ret, size_t *ret_count,
                            struct ck_error *err)
{
    struct ck_kept kept = {0};
    bool found = false, present;
    bool ok = ck_session_kept(session, post, &found, &kept, &present, err);

    *ret = NULL;
    *ret_count = 0;
    ck_kept_clear(&kept);
    return ok && (found || ck_fail(err, CK_ERR_NOT_FOUND, NULL)) &&
           ck_permission_list(session->archive, post, ret, ret_count, err);
}

bool ck_session_withdraw(struct ck_session *session, const char *post, int64_t number,
                         struct ck_error *err)
{
    ck_autofree char *folder = NULL;
    ck_autoclose int fd = -1;
    struct ck_archive *archive;
    bool ok = ck_session_archive(session, &archive, err) &&
              ck_permission_where(archive, post, number, &folder, err) &&
              ck_folder_open(folder, false, &fd, err) &&
              ck_permission_withdraw(archive, fd, post, number, err);

    if (ok) {
        ck_session_library_follow(session);
    }
    return ok;
}
