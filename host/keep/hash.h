/* hash.h - SHA-256 for this room only. */
#ifndef CK_KEEP_HASH_H
#define CK_KEEP_HASH_H

#include "keep/stage.h"

#include <openssl/evp.h>

/* Begins a SHA-256. False: no memory. */
CK_NODISCARD bool ck_hash_begin(EVP_MD_CTX *hash);
/* Adds the bytes from `at` up to `end` of an open file to a running SHA-256; the file's
 * position stays. Errors: disk-error (also when the file is shorter), no-memory. */
CK_NODISCARD bool ck_hash_feed(EVP_MD_CTX *hash, int fd, int64_t at, int64_t end,
                               struct ck_error *err);
/* Ends a running SHA-256 and writes it as 64 small hexadecimal digits. False: libcrypto
 * failed. */
CK_NODISCARD bool ck_hash_finish(EVP_MD_CTX *hash, char ret[CK_SHA256_HEX]);
/* The same of what was added until now; more may follow. False: no memory. */
CK_NODISCARD bool ck_hash_so_far(const EVP_MD_CTX *hash, char ret[CK_SHA256_HEX]);
/* The SHA-256 of the bytes from `at` up to `end` of an open file. Errors: as above. */
CK_NODISCARD bool ck_hash_fd(int fd, int64_t at, int64_t end, char ret[CK_SHA256_HEX],
                             struct ck_error *err);
/* The SHA-256 of bytes in memory. False: libcrypto failed. */
CK_NODISCARD bool ck_hash_bytes(const void *bytes, size_t len, char ret[CK_SHA256_HEX]);

#endif
