/* cli_move.h - moving what is kept in another folder, on the command line. */
#ifndef CK_FACE_CLI_MOVE_H
#define CK_FACE_CLI_MOVE_H

#include "face/command.h"
#include "session/moving.h"

struct ck_move_wish {
    bool move, leave; /* neither: the person is asked, if there is a terminal */
    bool json, quiet;
};

/* Moves all that is kept elsewhere into the save folder, with `quiet` only what is not to
 * stay; tells how far it is and what came of it. Returns the exit status. */
int ck_move_here(struct ck_session *session, const struct ck_move_wish *wish);
/* Does what is wished with what is kept elsewhere, or asks. Returns the exit status. */
int ck_move_ask(struct ck_session *session, const struct ck_move_wish *wish);

#endif
