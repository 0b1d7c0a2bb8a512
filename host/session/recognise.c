/* recognise.c - a save folder that the archive knows nothing of, because it was renamed
 * or comes from another computer, is entered into it: a little at a time, while nothing
 * else is to be done. */
#include "session/inner.h"

#include "base/log.h"
#include "keep/settle.h"

#include <fcntl.h>
#include <unistd.h>

enum { FILES_IN_A_STEP = 64 };

void ck_session_recognise_end(struct ck_session *session)
{
    if (session->recognising != NULL) {
        ck_rescan_free(session->recognising);
        session->recognising = NULL;
        ck_close_pointer(&session->recognised_fd);
    }
    session->recognised = false;
}

/* Records what was renamed, and begins to read what is not known. */
static bool begin(struct ck_session *session, int fd, struct ck_error *err)
{
    const char *folder = session->settings.folder;
    int64_t settled = 0;
    bool unknown = false;
    int own;

    if (!ck_settle(session->archive, fd, folder, &settled, err) ||
        !ck_settle_unknown(session->archive, fd, folder, &unknown, err)) {
        return false;
    }
    if (!unknown) {
        session->recognised = true;
        return true;
    }
    own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0 ||
        !ck_rescan_open(session->archive, own, folder, &session->recognising, err)) {
        ck_close_pointer(&own);
        return own >= 0 ? false : ck_fail(err, CK_ERR_INTERNAL, "no descriptor is free");
    }
    session->recognised_fd = own;
    return true;
}

bool ck_session_recognise_some(struct ck_session *session, int fd, struct ck_error *err)
{
    bool more = false;

    if (session->recognising == NULL) {
        return begin(session, fd, err);
    }
    if (!ck_rescan_step(session->recognising, FILES_IN_A_STEP, &more, err)) {
        return false;
    }
    if (!more) {
        ck_log("the save folder was not known: %lld posts were entered",
               (long long)ck_rescan_so_far(session->recognising)->entered);
        ck_session_recognise_end(session);
        session->recognised = true;
    }
    return true;
}
