/* authority.h - who may be asked for a timestamp (RFC 3161): the one table of them. What
 * is sent there is a hash, and nothing else goes there. */
#ifndef CK_FETCH_AUTHORITY_H
#define CK_FETCH_AUTHORITY_H

#include <stddef.h>

struct ck_authority {
    const char *name; /* for people */
    const char *host;
    const char *url;
};

extern const struct ck_authority ck_authorities[];
extern const size_t ck_authority_count;

#endif
