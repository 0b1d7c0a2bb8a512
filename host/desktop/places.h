/* places.h - where things are on this computer: state, settings, default save folder, our
 * own programs. XDG base directories on Linux, ~/Library on macOS (untested). */
#ifndef CK_DESKTOP_PLACES_H
#define CK_DESKTOP_PLACES_H

#include "base/error.h"

#include <stdbool.h>

/* Each returns an absolute path, free with ck_free(); NULL when there is no usable HOME
 * or no memory. */
char *ck_place_home(void);
char *ck_place_state(void);    /* $XDG_STATE_HOME/clipkeep: archive, log */
char *ck_place_settings(void); /* $XDG_CONFIG_HOME/clipkeep/settings.json */
char *ck_place_default_folder(
    void); /* Videos, else Downloads (user-dirs), else ~/Videos; + /TikTok */
/* This very program's absolute path. */
char *ck_place_self(void);
/* ../libexec/clipkeep/NAME beside this program (build tree and installed tree alike). */
char *ck_place_helper(const char *name);

#endif
