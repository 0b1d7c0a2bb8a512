/* redact.h - takes out of a text what points to a person or to what they keep, so that it
 * can be shown to others. Pure. */
#ifndef CK_DESKTOP_REDACT_H
#define CK_DESKTOP_REDACT_H

#include "base/buf.h"

/* Words that are replaced; NULL: none. */
struct ck_redact_names {
    const char *home; /* by "~" */
    const char *user; /* as a whole word, by "$USER" */
    const char *host; /* the same, by "$HOST" */
};

/* Appends `text`, in which are replaced: these names, web addresses by "(address)",
 * handles ("@name") by "@(name)", numbers as long as those of posts by "(id)", and
 * control characters but for newlines by spaces. */
void ck_redact(const char *text, const struct ck_redact_names *names, struct ck_buf *ret);

#endif
