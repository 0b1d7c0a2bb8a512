/* bar.h - one line that says how far a download is. Pure: no I/O. */
#ifndef CK_FACE_BAR_H
#define CK_FACE_BAR_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

struct ck_bar {
    const char *title;    /* ASCII */
    int64_t bytes, total; /* -1 unknown */
    int64_t speed;        /* bytes per second, -1 unknown */
    int64_t left_s;       /* -1 unknown */
};

/* Appends the line, at most `width` columns; what has no room is left out, the time
 * first, then speed, size and the drawn bar. */
void ck_bar_text(const struct ck_bar *bar, size_t width, struct ck_buf *ret);

#endif
