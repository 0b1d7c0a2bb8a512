/* choice.h - settings that a person changes: for good from the extension, or for one run
 * on the command line. Pure: no I/O. */
#ifndef CK_FACE_CHOICE_H
#define CK_FACE_CHOICE_H

#include "desktop/settings.h"

#include <jansson.h>
#include <stdbool.h>

enum ck_switch { CK_SWITCH_LEAVE, CK_SWITCH_OFF, CK_SWITCH_ON };

/* What is zero is left as it is. Texts are borrowed. */
struct ck_choice {
    enum ck_switch cover, watermark, sources, keep_going;
    int parallel;
    bool limits; /* `speed_limit` is chosen: 0 means none */
    int64_t speed_limit;
    const char *quality, *captions, *saving_off;
    const char *names; /* not checked yet */
    char *user_agent;  /* the command line only */
};

/* True for a word that this Clipkeep knows. */
bool ck_quality_known(const char *word);
bool ck_captions_known(const char *word);
bool ck_saving_off_known(const char *word);
/* Reads "3" and "500k", "2M" or "0" (bytes per second; k: 1000, M: 1,000,000) from a
 * command line. False when it is not such a number, or not one that may be chosen. */
bool ck_choice_parallel(const char *text, struct ck_choice *ret);
bool ck_choice_speed(const char *text, struct ck_choice *ret);
/* Reads the object `set` of PROTOCOL.md into an empty choice. False when a key or a value
 * is not one of those named there. */
bool ck_choice_read(json_t *set, struct ck_choice *ret);
/* Puts what was chosen into `settings`, whose texts are then partly borrowed. */
void ck_choice_apply(const struct ck_choice *choice, struct ck_settings *settings);

#endif
