/* moving.h - brings what is kept in other folders into the save folder. In steps, for a
 * program that does nothing else meanwhile; one at a time for each person. */
#ifndef CK_SESSION_MOVING_H
#define CK_SESSION_MOVING_H

#include "keep/move.h"
#include "session/session.h"

/* Posts that are kept elsewhere, as they are told. */
struct ck_elsewhere_view {
    char folder[256]; /* last component of the first folder they are in, "": there are
                         none */
    int64_t posts, bytes;
    bool unfinished;   /* a move that was not called off has not come to its end */
    enum ck_code code; /* the error that the last move ended with; CK_OK: none */
};
/* Those that the person has not left where they are. Errors: those of the archive. */
CK_NODISCARD bool ck_session_elsewhere(struct ck_session *session,
                                       struct ck_elsewhere_view *ret,
                                       struct ck_error *err);
/* What is kept in `folder` (NULL: in all other folders) is to stay there, or with `left`
 * false no longer. Errors: those of the archive. */
CK_NODISCARD bool ck_session_leave(struct ck_session *session, const char *folder,
                                   bool left, struct ck_error *err);

/* Makes `path` (absolute) the save folder from now on. What is kept in the one before
 * stays there; whether it is to be moved is to be asked. When `path` is that very folder,
 * renamed, its posts are recorded there at once. Errors: as ck_session_change(),
 * those of the archive. */
CK_NODISCARD bool ck_session_choose_folder(struct ck_session *session, const char *path,
                                           struct ck_error *err);

struct ck_moving;

struct ck_moving_face {
    bool (*goes_on)(void *ctx, const struct ck_move_progress *progress);
    void (*stayed)(void *ctx, const struct ck_kept *kept, enum ck_stayed why);
    void *ctx;
};

/* Begins to move; `all`: also what was to stay where it is. `session` is borrowed until
 * the end. Errors: moving-already, folder-missing, folder-read-only, disk-full, those of
 * the archive. */
CK_NODISCARD bool ck_moving_open(struct ck_session *session, bool all,
                                 const struct ck_moving_face *face,
                                 struct ck_moving **ret, struct ck_error *err);
/* Moves one post. `ret_more` false: all is done. Errors: as ck_move_step(), and those of
 * opening an old folder, which is passed over by the next step. */
CK_NODISCARD bool ck_moving_step(struct ck_moving *moving, bool *ret_more,
                                 struct ck_error *err);
/* Of all folders together. */
struct ck_move_progress ck_moving_so_far(const struct ck_moving *moving);
/* Ends it, and notes with what: `why` is NULL when all is done. Errors: as ck_move_end().
 */
CK_NODISCARD bool ck_moving_end(struct ck_moving *moving, const struct ck_error *why,
                                struct ck_error *err);

#endif
