/* mend.c - an archive that cannot be read as one is set aside and made anew from the save
 * folder, so that work goes on. Nothing is deleted. */
#include "session/inner.h"

#include "base/io.h"
#include "base/log.h"
#include "keep/folder.h"
#include "keep/rescan.h"

#include <fcntl.h>
#include <sys/file.h>

static bool rebuild(struct ck_session *session, int rootfd, struct ck_error *err)
{
    enum { FILES = 1000 };
    struct ck_rescan *rescan = NULL;
    bool more = true;
    bool ok =
        ck_rescan_open(session->archive, rootfd, session->settings.folder, &rescan, err);

    while (ok && more) {
        ok = ck_rescan_step(rescan, FILES, &more, err);
    }
    ck_rescan_free(rescan);
    return ok;
}

/* Only a check that came to its end says that it is damaged. One that could not be made
 * keeps nobody from work, unless a check is what was wanted. */
bool ck_session_open(struct ck_session *session, const char *state, bool whole,
                     struct ck_error *err)
{
    struct ck_error why = {0};
    bool sound = false;
    bool checked;

    if (!ck_archive_open(state, &session->archive, err)) {
        return false;
    }
    if (!whole && !ck_archive_ended_badly(session->archive)) {
        return true;
    }
    checked = ck_archive_check(session->archive, &sound, &why);
    if (checked ? sound : !whole) {
        return true;
    }
    ck_archive_close(session->archive);
    session->archive = NULL;
    if (checked) {
        (void)ck_fail(&why, CK_ERR_ARCHIVE_DAMAGED, "its pages do not fit together");
    }
    *err = why;
    return false;
}

/* Another process may have been quicker: then its new archive is there. */
static bool replace(struct ck_session *session, const char *state, int rootfd,
                    char ret_aside[64], struct ck_error *err)
{
    if (ck_session_open(session, state, true, err)) {
        return true;
    }
    return err->code == CK_ERR_ARCHIVE_DAMAGED &&
           ck_archive_set_aside(state, ret_aside, err) &&
           ck_archive_open(state, &session->archive, err) &&
           rebuild(session, rootfd, err);
}

bool ck_session_mend(struct ck_session *session, const char *state)
{
    const struct ck_session_options *options = &session->options;
    ck_autoclose int lock = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ck_autoclose int rootfd = -1;
    char aside[64] = "";
    struct ck_error err = {0};
    bool ok;

    /* First the folder: without it nothing could be made anew. */
    if (lock < 0 || !ck_folder_open(session->settings.folder, false, &rootfd, NULL) ||
        flock(lock, LOCK_EX) != 0) {
        return false;
    }
    ok = replace(session, state, rootfd, aside, &err);
    if (!ok) {
        ck_log("the record could not be mended: %s %s", ck_code_text(err.code),
               err.detail);
    }
    if (aside[0] != '\0') {
        ck_log("the record was damaged; it is kept as %s, and a new one is made", aside);
    }
    if (aside[0] != '\0' && options->mended != NULL) {
        options->mended(options->ctx, aside);
    }
    return session->archive != NULL;
}
