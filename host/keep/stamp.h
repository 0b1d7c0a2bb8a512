/* stamp.h - timestamps of RFC 3161: an authority signs that it has seen a hash, and when.
 * What is asked, and what an answer is worth, by libcrypto. No network, no save folder;
 * only the system's certificates are read. */
#ifndef CK_KEEP_STAMP_H
#define CK_KEEP_STAMP_H

#include "base/buf.h"
#include "base/error.h"
#include "keep/stage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ck_stamp_request;

struct ck_stamp {
    int64_t at;                 /* when the authority saw the hash: Unix seconds */
    char sha256[CK_SHA256_HEX]; /* the hash */
    char authority[128];        /* the name in its certificate */
    char policy[64];            /* under which it stamps: an object identifier */
};

/* Asks for a timestamp of `sha256`, with a random nonce and all certificates in the
 * answer. `ret_bytes` gets what is to be sent; free the request with
 * ck_stamp_forget(). Errors: no-memory, internal (libcrypto). */
CK_NODISCARD bool ck_stamp_ask(const char *sha256, struct ck_stamp_request **ret,
                               struct ck_buf *ret_bytes, struct ck_error *err);
void ck_stamp_forget(struct ck_stamp_request *request);
/* Takes an answer (hostile) only when it was granted, fits hash and nonce of the request,
 * and is signed with a certificate for timestamps whose chain ends in the system's store:
 * libcrypto's, and the file `ca_file` ("": none). `ret_chain` gets that chain, the root
 * too, as PEM. Errors: timestamp-failed, no-memory. */
CK_NODISCARD bool ck_stamp_accept(const struct ck_stamp_request *request,
                                  const void *answer, size_t len, const char *ca_file,
                                  struct ck_stamp *ret, struct ck_buf *ret_chain,
                                  struct ck_error *err);

enum ck_stamp_verdict {
    CK_STAMP_GOOD,
    CK_STAMP_STRANGE, /* signed well, but this computer does not know the root (any more)
                       */
    CK_STAMP_BAD,     /* changed, or of something else */
};
/* Looks at a kept answer of an earlier time, with the chain that was kept beside it;
 * `sha256` is the hash that it should be of. Certificates count as of the time that it
 * states, since they end sooner than what they prove. `ret` is filled as far as the
 * answer can be read. */
enum ck_stamp_verdict ck_stamp_check(const void *answer, size_t len, const void *chain,
                                     size_t chain_len, const char *ca_file,
                                     const char *sha256, struct ck_stamp *ret);

#endif
