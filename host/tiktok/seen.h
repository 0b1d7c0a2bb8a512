/* seen.h - which ids were met before: TikTok's lists repeat themselves. Private to this
 * room. Pure: no I/O. */
#ifndef CK_TIKTOK_SEEN_H
#define CK_TIKTOK_SEEN_H

#include "tiktok/address.h"

#include <stdbool.h>
#include <stddef.h>

/* A zeroed one has seen nothing. */
struct ck_seen {
    char (*places)[CK_ID_SIZE]; /* a hash table with open addressing; "" is free */
    size_t size, count;
};

/* Notes an id of 1 to CK_ID_SIZE - 1 bytes; `ret_fresh` says that it is the first time.
 * False: out of memory. */
CK_NODISCARD bool ck_seen_add(struct ck_seen *seen, const char *id, bool *ret_fresh);
/* Frees what it owns; it has then seen nothing. */
void ck_seen_clear(struct ck_seen *seen);

#endif
