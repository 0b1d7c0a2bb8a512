#include "face/frames.h"

#include <string.h>

void ck_frames_init(struct ck_frames *frames)
{
    *frames = (struct ck_frames){0};
    ck_buf_init(&frames->body, CK_FRAME_MAX_IN);
}

void ck_frames_clear(struct ck_frames *frames)
{
    ck_buf_free(&frames->body);
    ck_frames_init(frames);
}

static void take_head(struct ck_frames *frames, const char **at, size_t *len)
{
    while (frames->head_len < sizeof(frames->head) && *len > 0) {
        frames->head[frames->head_len++] = (unsigned char)**at;
        (*at)++;
        (*len)--;
    }
}

static void take_body(struct ck_frames *frames, const char **at, size_t *len)
{
    size_t missing = frames->need - frames->body.len;
    size_t taken = *len < missing ? *len : missing;

    ck_buf_add(&frames->body, *at, taken);
    *at += taken;
    *len -= taken;
}

/* The head is complete: what does it announce? CK_FRAME_MORE: a body to wait for. */
static enum ck_frame_found read_head(struct ck_frames *frames)
{
    memcpy(&frames->need, frames->head, sizeof(frames->need));
    if (frames->need == 0) {
        frames->head_len = 0;
        return CK_FRAME_EMPTY;
    }
    if (frames->need > CK_FRAME_MAX_IN) {
        frames->lost = true;
        return CK_FRAME_TOO_LARGE;
    }
    return CK_FRAME_MORE;
}

enum ck_frame_found ck_frames_next(struct ck_frames *frames, const char **at, size_t *len)
{
    if (frames->lost) {
        *len = 0;
        return CK_FRAME_MORE;
    }
    if (frames->need > 0 && frames->body.len == frames->need) {
        ck_buf_free(&frames->body); /* handed out by the call before; may be large */
        frames->need = 0;
        frames->head_len = 0;
    }
    if (frames->need == 0) {
        enum ck_frame_found found;

        take_head(frames, at, len);
        if (frames->head_len < sizeof(frames->head)) {
            return CK_FRAME_MORE;
        }
        found = read_head(frames);
        if (found != CK_FRAME_MORE) {
            return found;
        }
    }
    if (*len > 0) {
        take_body(frames, at, len);
    }
    if (!ck_buf_ok(&frames->body)) {
        frames->lost = true;
        return CK_FRAME_NOMEM;
    }
    return frames->body.len == frames->need ? CK_FRAME_WHOLE : CK_FRAME_MORE;
}

const char *ck_frames_body(const struct ck_frames *frames, size_t *ret_len)
{
    *ret_len = frames->body.len;
    return ck_buf_text(&frames->body);
}
