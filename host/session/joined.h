/* joined.h - a data export does not say which post an own video is (tiktok.md §8): it is
 * told by its second and its caption from those that are known from the site. */
#ifndef CK_SESSION_JOINED_H
#define CK_SESSION_JOINED_H

#include "session/session.h"
#include "tiktok/address.h"

/* A known post; `text` is as much of its caption as is compared. */
struct ck_known {
    int64_t created;
    char id[CK_ID_SIZE];
    char *text;
};
struct ck_known_posts {
    struct ck_known *of; /* the oldest first */
    size_t count;
};

/* Those of an account; none without a handle. Errors: those of the archive, no-memory.
 * Free with ck_known_free() in any case. */
CK_NODISCARD bool ck_known_load(struct ck_session *session, const char *handle,
                                struct ck_known_posts *ret, struct ck_error *err);
void ck_known_free(struct ck_known_posts *posts);
/* The id of the one post of this second whose caption agrees, borrowed; NULL when there
 * is none or more than one. A caption that one of the two does not know agrees. Pure. */
const char *ck_known_find(const struct ck_known_posts *posts, int64_t created,
                          const char *text);

#endif
