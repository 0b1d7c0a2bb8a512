/* portrait.h - an account's facts and picture, kept as a dated version (keep/profiles.h)
 * while its list is gone through. What goes wrong with it is logged, and stops nothing.
 */
#ifndef CK_SESSION_PORTRAIT_H
#define CK_SESSION_PORTRAIT_H

#include "session/session.h"
#include "tiktok/profile.h"

struct ck_portrait;

/* Begins: asks for the picture as `user_agent`. NULL: no memory. */
struct ck_portrait *ck_portrait_begin(struct ck_session *session,
                                      const struct ck_profile *profile,
                                      const char *user_agent);
/* To be called in every turn, with the profile it was begun with. */
void ck_portrait_advance(struct ck_portrait *portrait, const struct ck_profile *profile);
/* NULL is over. */
bool ck_portrait_over(const struct ck_portrait *portrait);
/* Stops it if it is not over. NULL is allowed. */
void ck_portrait_free(struct ck_portrait *portrait);

#endif
