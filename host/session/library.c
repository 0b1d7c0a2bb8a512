/* library.c - the library in the save folder is kept up to date, and made where a browser
 * saves posts: by double click it has to be there. A little at a time, while there is
 * nothing else to do. */
#include "session/library.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "keep/folder.h"
#include "keep/library.h"
#include "session/inner.h"

/* Beside a browser a person may be saving one post after the other. */
enum { WAIT_MS = 2000, STEP_POSTS = 32 };

struct ck_librarian {
    struct ck_library *library;
    int rootfd;
};

void ck_session_library_stale(struct ck_session *session)
{
    session->library_stale = true;
    session->library_ms = session->options.browser != NULL ? ck_clock_ms() + WAIT_MS : 0;
}

void ck_session_library_end(struct ck_session *session)
{
    struct ck_librarian *librarian = session->librarian;

    if (librarian != NULL) {
        ck_library_free(librarian->library);
        ck_close_pointer(&librarian->rootfd);
        ck_free(librarian);
        session->librarian = NULL;
    }
}

bool ck_session_library_wanted(const struct ck_session *session)
{
    return session->archive != NULL &&
           (session->library_stale || session->librarian != NULL);
}

int ck_session_library_wait(const struct ck_session *session)
{
    int64_t left = session->library_ms - ck_clock_ms();

    if (!ck_session_library_wanted(session)) {
        return -1;
    }
    return left > 0 ? (int)left : 0;
}

void ck_session_library_follow(struct ck_session *session)
{
    ck_session_library_stale(session);
    while (session->options.browser == NULL && ck_session_library_wanted(session)) {
        ck_session_make_library(session);
    }
}

static bool begin(struct ck_session *session, struct ck_error *err)
{
    struct ck_librarian *librarian = ck_alloc(sizeof(*librarian));

    session->library_stale = false;
    if (librarian == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    librarian->rootfd = -1;
    session->librarian = librarian;
    if (!ck_folder_open(session->settings.folder, false, &librarian->rootfd, err)) {
        return false;
    }
    if (session->options.browser == NULL && !ck_library_present(librarian->rootfd)) {
        ck_session_library_end(session); /* who works in a terminal makes it there */
        return true;
    }
    return ck_library_open(session->archive, librarian->rootfd, session->settings.folder,
                           &librarian->library, err);
}

void ck_session_make_library(struct ck_session *session)
{
    struct ck_error err = {0};
    bool more = false;
    bool ok = true;

    if (ck_session_library_wait(session) != 0) {
        return;
    }
    if (session->librarian == NULL) {
        ok = begin(session, &err);
    }
    if (ok && session->librarian != NULL) {
        ok = ck_library_step(session->librarian->library, STEP_POSTS, &more, &err);
    }
    if (!ok) {
        ck_log("the library is not made: %s %s", ck_code_text(err.code), err.detail);
    }
    if (!more) {
        ck_session_library_end(session);
    }
}
