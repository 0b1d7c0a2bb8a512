/* frames.h - cuts the browser's byte stream into messages. Pure: no I/O. A frame is a
 * 32-bit length in the computer's own byte order and that many bytes of JSON
 * (native-messaging.md §1.1). The length is checked before any memory is taken for it. */
#ifndef CK_FACE_FRAMES_H
#define CK_FACE_FRAMES_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CK_FRAME_MAX_IN = 4 * 1024 * 1024, CK_FRAME_MAX_OUT = 1024 * 1024 };

enum ck_frame_found {
    CK_FRAME_MORE,      /* every byte given was taken in; nothing is complete */
    CK_FRAME_WHOLE,     /* a message is there, see ck_frames_body() */
    CK_FRAME_EMPTY,     /* a frame of length 0 */
    CK_FRAME_TOO_LARGE, /* over CK_FRAME_MAX_IN: the stream is lost */
    CK_FRAME_NOMEM,     /* no memory for this frame: the stream is lost */
};

struct ck_frames {
    unsigned char head[4];
    size_t head_len;
    uint32_t need; /* body bytes of the frame under way */
    struct ck_buf body;
    bool lost;
};

/* Makes a reader at the start of a stream. No memory is taken yet. */
void ck_frames_init(struct ck_frames *frames);
void ck_frames_clear(struct ck_frames *frames);

/* Takes bytes from *at (of *len), moving both on, until something is found or all are
 * taken. Call again until it says CK_FRAME_MORE. A lost stream takes nothing more. */
enum ck_frame_found ck_frames_next(struct ck_frames *frames, const char **at,
                                   size_t *len);
/* The message found last; borrowed until the next call of ck_frames_next(). */
const char *ck_frames_body(const struct ck_frames *frames, size_t *ret_len);

#endif
