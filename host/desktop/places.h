/* places.h - where things are on this computer: state, settings, default save folder, our
 * own programs. XDG base directories on Linux, ~/Library on macOS (untested). */
#ifndef CK_DESKTOP_PLACES_H
#define CK_DESKTOP_PLACES_H

#include "base/error.h"

#include <stdbool.h>

/* Each returns an absolute path, free with ck_free(); NULL when there is no usable HOME
 * or no memory. */
char *ck_place_home(void);
char *ck_place_config(void);   /* $XDG_CONFIG_HOME */
char *ck_place_state(void);    /* $XDG_STATE_HOME/clipkeep: archive, log */
char *ck_place_log(void);      /* in the state folder */
char *ck_place_settings(void); /* $XDG_CONFIG_HOME/clipkeep/settings.json */
/* The Videos folder of user-dirs.dirs(5), or Downloads where only that exists, or
 * ~/Videos; + "/TikTok". Nothing is made. */
char *ck_place_default_folder(void);
/* This very program's absolute path. */
char *ck_place_self(void);
/* ../libexec/clipkeep/NAME (CMAKE_INSTALL_LIBEXECDIR) beside this program (build tree and
 * installed tree alike). */
char *ck_place_helper(const char *name);

#endif
