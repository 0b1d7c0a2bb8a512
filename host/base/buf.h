/* buf.h - a growing byte buffer with a limit that is part of its creation.
 * Always NUL-terminated. Failure is sticky: append freely, then check ck_buf_ok() once.
 */
#ifndef CK_BASE_BUF_H
#define CK_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct ck_buf {
    char *data; /* NULL until the first append; use ck_buf_text() for a string */
    size_t len;
    size_t cap;
    size_t max; /* most content bytes this buffer may ever hold */
    bool failed;
};

/* Makes an empty buffer that may hold at most `max` bytes. No memory is taken yet. */
void ck_buf_init(struct ck_buf *buf, size_t max);
/* Frees the content; the buffer may be used again with the same limit. Zeroed structs are
 * fine. */
void ck_buf_free(struct ck_buf *buf);
/* Forgets the content and a failure but keeps the memory. */
void ck_buf_clear(struct ck_buf *buf);

/* Each appends, or marks the buffer as failed (limit reached, no memory) and changes
 * nothing. */
void ck_buf_add(struct ck_buf *buf, const void *bytes, size_t len);
void ck_buf_adds(struct ck_buf *buf, const char *text);
void ck_buf_addc(struct ck_buf *buf, char c);
void ck_buf_addf(struct ck_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Drops the first `len` bytes. */
void ck_buf_consume(struct ck_buf *buf, size_t len);

/* True while every append so far has worked. */
bool ck_buf_ok(const struct ck_buf *buf);
/* The content as a string, "" when empty; borrowed until the next change. */
const char *ck_buf_text(const struct ck_buf *buf);
/* Hands over the content (NULL when the buffer failed), free with ck_free(); the buffer
 * is empty. */
char *ck_buf_take(struct ck_buf *buf);

#define ck_autobuf __attribute__((cleanup(ck_buf_free)))

#endif
