/* confine.c - when the sandbox closes: with archive and settings open, and before the
 * first use of the network. */
#include "desktop/confine.h"

#include "base/log.h"
#include "base/mem.h"
#include "session/inner.h"

#include <string.h>

/* What is to be written must be there: a folder that is made later would lie outside. Its
 * drive may be connected any time, so without it the sandbox stays open. */
static bool is_ready(struct ck_session *session)
{
    struct ck_archive *archive;
    ck_autoclose int fd = -1;

    /* Whoever needs what does not open says so. */
    return session->options.sandbox == CK_SANDBOX_READING ||
           (ck_session_archive(session, &archive, NULL) &&
            ck_session_folder_open(&session->settings, &fd, NULL));
}

void ck_session_confine(struct ck_session *session)
{
    enum ck_sandbox *sandbox = &session->options.sandbox;
    const char *folder = session->settings.folder;
    struct ck_error err = {0};
    bool done = false;

    if (*sandbox == CK_SANDBOX_NONE || !is_ready(session)) {
        return;
    }
    if (!ck_confine_files(*sandbox == CK_SANDBOX_SAVING ? folder : NULL, &done, &err)) {
        ck_log("no sandbox: %s %s", ck_code_text(err.code), err.detail);
    }
    session->confined_to = done ? ck_strdup(folder) : NULL;
    *sandbox = CK_SANDBOX_NONE; /* nothing is left to do */
}

bool ck_session_outgrown(const struct ck_session *session)
{
    return session->confined_to != NULL &&
           strcmp(session->confined_to, session->settings.folder) != 0;
}
