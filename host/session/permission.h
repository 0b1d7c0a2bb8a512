/* permission.h - what creators have permitted (keep/permission.h), for the faces. */
#ifndef CK_SESSION_PERMISSION_H
#define CK_SESSION_PERMISSION_H

#include "keep/permission.h"
#include "session/session.h"

/* True when the post is kept and where it was put, so that something can be written down
 * beside it. Errors: not-found, those of the archive. */
CK_NODISCARD bool ck_session_may_permit(struct ck_session *session, const char *post,
                                        struct ck_error *err);
/* Writes it down beside the newest copy; `proof` NULL: none. Returns when it is on the
 * drive. Errors: not-found, those of ck_folder_open() and ck_permission_keep(). */
CK_NODISCARD bool ck_session_permit(struct ck_session *session, const char *post,
                                    const struct ck_permit *permit,
                                    const struct ck_proof *proof, struct ck_error *err);
/* All of a kept post, the newest first; free with ck_permissions_free(). Errors:
 * not-found (the post is not kept), those of the archive. */
CK_NODISCARD bool ck_session_permissions(struct ck_session *session, const char *post,
                                         struct ck_permission **ret, size_t *ret_count,
                                         struct ck_error *err);
/* It does not hold any more. Errors: not-found, those of ck_folder_open() and
 * ck_permission_withdraw(). */
CK_NODISCARD bool ck_session_withdraw(struct ck_session *session, const char *post,
                                      int64_t number, struct ck_error *err);

#endif
