#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void ck_buf_init(struct ck_buf *buf, size_t max)
{
    *buf = (struct ck_buf){.max = max < SIZE_MAX / 4 ? max : SIZE_MAX / 4};
}

void ck_buf_free(struct ck_buf *buf)
{
    ck_free(buf->data);
    ck_buf_init(buf, buf->max);
}

void ck_buf_clear(struct ck_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->data != NULL) {
        buf->data[0] = '\0';
    }
}

/* Makes room for `len` more bytes and the final NUL. */
static bool reserve(struct ck_buf *buf, size_t len)
{
    size_t cap = buf->cap > 0 ? buf->cap : 64;
    char *data;

    if (buf->failed || len > buf->max - buf->len) {
        buf->failed = true;
        return false;
    }
    if (buf->data != NULL && buf->len + len < buf->cap) {
        return true;
    }
    while (cap <= buf->len + len) {
        cap *= 2;
    }
    data = ck_realloc(buf->data, cap);
    if (data == NULL) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->cap = cap;
    return true;
}

void ck_buf_add(struct ck_buf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len)) {
        return;
    }
    if (len > 0) {
        memcpy(buf->data + buf->len, bytes, len);
    }
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void ck_buf_adds(struct ck_buf *buf, const char *text)
{
    ck_buf_add(buf, text, strlen(text));
}

void ck_buf_addc(struct ck_buf *buf, char c)
{
    ck_buf_add(buf, &c, 1);
}

void ck_buf_addf(struct ck_buf *buf, const char *format, ...)
{
    va_list args;
    va_list again;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        buf->failed = true;
    } else if (reserve(buf, (size_t)len)) {
        (void)vsnprintf(buf->data + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

void ck_buf_consume(struct ck_buf *buf, size_t len)
{
    if (len == 0 || buf->data == NULL) {
        return;
    }
    if (len > buf->len) {
        len = buf->len;
    }
    memmove(buf->data, buf->data + len, buf->len - len + 1);
    buf->len -= len;
}

bool ck_buf_ok(const struct ck_buf *buf)
{
    return !buf->failed;
}

const char *ck_buf_text(const struct ck_buf *buf)
{
    return buf->data != NULL ? buf->data : "";
}

char *ck_buf_take(struct ck_buf *buf)
{
    char *data;

    if (!reserve(buf, 0)) {
        ck_buf_free(buf);
        return NULL;
    }
    data = buf->data;
    data[buf->len] = '\0';
    buf->data = NULL;
    ck_buf_free(buf);
    return data;
}
