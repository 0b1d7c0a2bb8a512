/* handed.h - posts of lists that came with what the browser showed, until there is a
 * place for them; and what ends with the session. */
#ifndef CK_SESSION_HANDED_H
#define CK_SESSION_HANDED_H

#include "session/inner.h"

/* backup.c */
void ck_backups_free(struct ck_session *session);

/* handed.c */
/* Has a post saved that came with the wish, once there is a place; what cannot be
 * remembered is logged: its job is in the archive, and waits for the browser. */
void ck_session_hand_over(struct ck_session *session, const struct ck_wish *wish);
/* Fills places that are free with such posts. */
void ck_session_take_handed(struct ck_session *session);
void ck_handed_free(struct ck_session *session);

#endif
