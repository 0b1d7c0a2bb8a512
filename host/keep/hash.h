/* hash.h - SHA-256 for this room only. */
#ifndef CK_KEEP_HASH_H
#define CK_KEEP_HASH_H

#include "keep/stage.h"

#include <openssl/evp.h>

/* Ends a running SHA-256 and writes it as 64 small hexadecimal digits. False: libcrypto
 * failed. */
CK_NODISCARD bool ck_hash_finish(EVP_MD_CTX *hash, char ret[CK_SHA256_HEX]);

#endif
