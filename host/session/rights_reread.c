#include "session/rights_reread.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "session/inner.h"
#include "session/sidecar_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* Between two steps beside other things, and after somebody has asked for something. */
enum { STEP_MS = 100, ASKED_MS = 2000, STEP_POSTS = 16 };

/* What today's rules read of the sidecar. */
static bool read_again(struct ck_reread *one, struct ck_error *err)
{
    struct ck_rights rights;

    if (!ck_sidecar_reread(one->sidecar, &rights, err)) {
        return false;
    }
    ck_licence_id(&rights.licence, one->rights.licence);
    (void)snprintf(one->rights.grade, sizeof(one->rights.grade), "%s",
                   ck_grade_text(rights.grade));
    one->rights.edition = CK_RIGHTS_EDITION;
    ck_rights_clear(&rights);
    return true;
}

bool ck_rights_reread(struct ck_archive *archive, int rootfd, const char *folder,
                      struct ck_reread_mark *mark, size_t max, bool *ret_more,
                      struct ck_error *err)
{
    struct ck_reread list[CK_REREAD_MAX];
    size_t count = 0;
    bool ok = ck_reread_next(archive, rootfd, folder, CK_RIGHTS_EDITION, mark, max, list,
                             &count, err);

    *ret_more = ok && count > 0;
    for (size_t i = 0; ok && i < count; i++) {
        if (list[i].sidecar != NULL && ck_sidecar_rights_old(list[i].sidecar)) {
            ok = read_again(&list[i], err);
        }
    }
    ok = ok && (count == 0 || ck_reread_record(archive, list, count, err));
    ck_reread_clear(list, count);
    return ok;
}

void ck_session_reread_later(struct ck_session *session)
{
    session->reread_ms = ck_clock_ms() + ASKED_MS;
}

static bool is_wanted(const struct ck_session *session)
{
    return session->options.reread != CK_REREAD_NOT && !session->reread_over &&
           session->archive != NULL;
}

bool ck_session_rereading(const struct ck_session *session)
{
    return session->options.reread == CK_REREAD_ALL && is_wanted(session);
}

int ck_session_reread_wait(const struct ck_session *session)
{
    int64_t left = session->reread_ms - ck_clock_ms();

    return !is_wanted(session) ? -1 : left > 0 ? (int)left : 0;
}

/* First the posts themselves must be known. */
static bool read_some(struct ck_session *session, int fd, bool all, bool *ret_more,
                      struct ck_error *err)
{
    *ret_more = true;
    if (!session->recognised && !ck_session_recognise_some(session, fd, err)) {
        return false;
    }
    return !session->recognised ||
           ck_rights_reread(session->archive, fd, session->settings.folder,
                            &session->reread_mark, all ? CK_REREAD_MAX : STEP_POSTS,
                            ret_more, err);
}

void ck_session_reread(struct ck_session *session)
{
    bool all = session->options.reread == CK_REREAD_ALL;
    struct ck_error err = {0};
    bool more = false;
    ck_autoclose int fd = -1;

    if (ck_session_reread_wait(session) != 0) {
        return;
    }
    fd = open(session->settings.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        (void)ck_fail_errno(&err, errno, "the save folder"); /* the next start will see */
    } else if (read_some(session, fd, all, &more, &err)) {
        session->reread_over = !more;
        session->reread_ms = ck_clock_ms() + (all ? 0 : STEP_MS);
        return;
    }
    session->reread_over = true;
    ck_log("sidecars are not read again: %s %s", ck_code_text(err.code), err.detail);
}
