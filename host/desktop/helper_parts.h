/* helper_parts.h - what the program clipkeep-desktop is made of. Each part reaches the
 * desktop in another way and says when it cannot. */
#ifndef CK_DESKTOP_HELPER_PARTS_H
#define CK_DESKTOP_HELPER_PARTS_H

#include "base/buf.h"

#include <stdbool.h>

enum ck_choice {
    CK_CHOICE_MADE = 0, /* also the exit code of clipkeep-desktop */
    CK_CHOICE_CANCELLED = 1,
    CK_CHOICE_UNABLE = 3,
    CK_CHOICE_LARGE = 4,
    CK_CHOICE_UNREADABLE = 5,
};

/* What the person is asked for. */
struct ck_question {
    bool folder; /* else a file */
    const char *start, *title;
};

/* Asks through the XDG desktop portal (FileChooser version 3 or newer). */
enum ck_choice ck_portal_choose(const struct ck_question *question, struct ck_buf *ret);
/* Is there a session bus to ask? Looks only at the environment. */
bool ck_bus_there(void);
/* Asks the file manager on the session bus to show `path`: a folder itself, a file
 * selected in its folder. False when there is none. */
bool ck_bus_show(const char *path, bool folder);

/* Does the display that the environment names answer? The dialog programs give the same
 * exit code for no display as for "cancelled". */
bool ck_display_answers(void);

#endif
