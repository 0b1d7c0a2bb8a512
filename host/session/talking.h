/* talking.h - the comments of one kept post, asked for as strangers may (tiktok/talk.h)
 * and kept beside it as a dated version (keep/remarks.h). */
#ifndef CK_SESSION_TALKING_H
#define CK_SESSION_TALKING_H

#include "session/session.h"

struct ck_talking;

struct ck_talking_view {
    size_t found;      /* comments and replies so far */
    int64_t total;     /* that TikTok says there are, -1 not stated */
    bool ended, kept;  /* kept: there was something new */
    enum ck_code code; /* once ended: why there are none, or not all; CK_OK: there are */
};

/* Begins with the comments of the post `id`, at most `limit` of them, replies counted. It
 * advances in ck_session_turn(), and ck_session_busy() while it has not ended: one at a
 * time. It is the caller's; free it before the session. Errors: busy (another one is
 * under way), no-memory. */
CK_NODISCARD bool ck_talking_start(struct ck_session *session, const char *id,
                                   size_t limit, struct ck_talking **ret,
                                   struct ck_error *err);
void ck_talking_look(const struct ck_talking *talking, struct ck_talking_view *ret);
/* Stops it if it has not ended: nothing of it is kept. NULL is allowed. */
void ck_talking_free(struct ck_talking *talking);

/* For session.c; NULL is none. */
void ck_talking_advance(struct ck_talking *talking);
bool ck_talking_busy(const struct ck_talking *talking);

#endif
