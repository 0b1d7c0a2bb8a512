/* base64.h - standard base64, whose padding may be missing where it is read. Private to
 * this room. Pure: no I/O. */
#ifndef CK_TIKTOK_BASE64_H
#define CK_TIKTOK_BASE64_H

#include "base/buf.h"

/* Appends the bytes that `text` stands for. False when it is not base64. */
bool ck_base64_read(const char *text, struct ck_buf *ret);
/* Appends `len` bytes as base64 with padding. */
void ck_base64_write(const void *bytes, size_t len, struct ck_buf *ret);

#endif
