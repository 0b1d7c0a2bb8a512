/* consent.h - on a terminal: are posts to be kept whose creators turned saving off? */
#ifndef CK_FACE_CONSENT_H
#define CK_FACE_CONSENT_H

#include "face/saving.h"

/* True when there is a person to be asked, and one who has not answered already, by an
 * option or in the settings. */
bool ck_consent_may_ask(const struct ck_save_run *saving);
/* Asks about each entry that ended so, and asks the session for those that are wanted
 * once more: true when there are any. What is not wanted is told of as failed.
 * `ret_signal`: the number of the signal that came instead of an answer, 0: none. */
bool ck_consent_ask(struct ck_save_run *saving, int signal_fd, ck_entry_refused *refused,
                    int *ret_signal);

#endif
