/* gunzip.h - unpacks what gzip packed, in memory. The packed bytes are those of a ZIP
 * too, so that libzip does it, which is here for exports already. Format: RFC 1952. */
#ifndef CK_KEEP_GUNZIP_H
#define CK_KEEP_GUNZIP_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Unpacks one gzip member that is written as base64 (with padding) into the empty buffer
 * `ret`. False: it is none, it is damaged, it is larger than the buffer may be, it would
 * unpack to far more than is packed, or libzip is not here. */
bool ck_gunzip_base64(const char *text, size_t len, struct ck_buf *ret);

#endif
