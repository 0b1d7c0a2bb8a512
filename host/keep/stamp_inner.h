/* stamp_inner.h - what the files about timestamps share. */
#ifndef CK_KEEP_STAMP_INNER_H
#define CK_KEEP_STAMP_INNER_H

#include "keep/stamp.h"

#include <openssl/ts.h>
#include <openssl/x509.h>

/* The system's certificates, and those of the file `ca_file` ("": none). NULL: no memory.
 * Free with X509_STORE_free(). */
X509_STORE *ck_chain_system(const char *ca_file);
/* Certificates of a PEM text; none where it cannot be read. NULL: no memory. */
STACK_OF(X509) * ck_chain_read(const void *pem, size_t len);
/* A store of just these. NULL: no memory. */
X509_STORE *ck_chain_store(STACK_OF(X509) * chain);
/* Writes the chain of the certificate that signed `token`, by its own certificates and
 * those of `store`, and that one's name. Errors: timestamp-failed, no-memory. */
CK_NODISCARD bool ck_chain_write(PKCS7 *token, X509_STORE *store, struct ck_buf *ret,
                                 struct ck_error *err);
/* The name of who signed, "" unknown. */
void ck_chain_name(X509 *signer, char *ret, size_t size);

#endif
