#include "face/bar.h"

#include "face/command.h"

#include <stdio.h>
#include <string.h>

enum { DRAWN_MIN = 10, DRAWN_MAX = 40, PART = 64 };

static int percent(const struct ck_bar *bar)
{
    if (bar->total <= 0 || bar->bytes < 0) {
        return -1;
    }
    return bar->bytes >= bar->total ? 100 : (int)(bar->bytes * 100 / bar->total);
}

static void size_part(const struct ck_bar *bar, char ret[PART])
{
    char bytes[16];
    char total[16];

    ck_text_bytes(bar->bytes > 0 ? bar->bytes : 0, bytes);
    if (bar->total > 0) {
        ck_text_bytes(bar->total, total);
        (void)snprintf(ret, PART, "  %s of %s", bytes, total);
    } else {
        (void)snprintf(ret, PART, "  %s", bytes);
    }
}

static void speed_part(const struct ck_bar *bar, char ret[PART])
{
    char speed[16];

    ret[0] = '\0';
    if (bar->speed >= 0) {
        ck_text_bytes(bar->speed, speed);
        (void)snprintf(ret, PART, "  %s/s", speed);
    }
}

static void left_part(const struct ck_bar *bar, char ret[PART])
{
    char left[48];

    ret[0] = '\0';
    if (bar->left_s >= 0) {
        ck_text_seconds(bar->left_s, left);
        (void)snprintf(ret, PART, "  %s left", left);
    }
}

static void draw(int done, size_t width, struct ck_buf *ret)
{
    size_t full = (width - 2) * (size_t)done / 100;

    ck_buf_adds(ret, "  [");
    for (size_t i = 0; i < width - 2; i++) {
        ck_buf_addc(ret, i < full ? '#' : ' ');
    }
    ck_buf_addc(ret, ']');
}

void ck_bar_text(const struct ck_bar *bar, size_t width, struct ck_buf *ret)
{
    char parts[4][PART];
    size_t used = strnlen(bar->title, width);
    size_t shown = 0;
    int done = percent(bar);

    parts[0][0] = '\0';
    if (done >= 0) {
        (void)snprintf(parts[0], PART, "  %3d%%", done);
    }
    size_part(bar, parts[1]);
    speed_part(bar, parts[2]);
    left_part(bar, parts[3]);
    while (shown < 4 && used + strlen(parts[shown]) <= width) {
        used += strlen(parts[shown++]);
    }
    ck_buf_add(ret, bar->title, strnlen(bar->title, width));
    if (done >= 0 && used + 2 + DRAWN_MIN <= width) {
        size_t room = width - used - 2;

        draw(done, room < DRAWN_MAX ? room : DRAWN_MAX, ret);
    }
    for (size_t i = 0; i < shown; i++) {
        ck_buf_adds(ret, parts[i]);
    }
}
