/* takeout.h - hands out what is kept in the save folder (keep/takeout.h). */
#ifndef CK_SESSION_TAKEOUT_H
#define CK_SESSION_TAKEOUT_H

#include "keep/takeout.h"
#include "session/session.h"

/* As ck_takeout(), of the save folder in force: archive, folder and time of `task` are
 * set here. Also: folder-missing. */
CK_NODISCARD bool ck_session_takeout(struct ck_session *session,
                                     const struct ck_takeout_task *task,
                                     struct ck_takeout_report *ret, struct ck_error *err);

#endif
