/* line.h - the one line on a terminal that is drawn again and again. */
#ifndef CK_FACE_LINE_H
#define CK_FACE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ck_line {
    bool wanted; /* stderr is a terminal */
    bool drawn;
    int64_t drawn_ms;
};

/* Zeroed but for `wanted`, which `quiet` keeps false. */
struct ck_line ck_line_begin(bool quiet);
/* Columns that there are to draw in. */
size_t ck_line_columns(void);
/* True a few times a second, when there is something to draw on. */
bool ck_line_due(struct ck_line *line);
void ck_line_draw(struct ck_line *line, const char *text);
/* Removes it, for text to be printed in its place. */
void ck_line_wipe(struct ck_line *line);

#endif
