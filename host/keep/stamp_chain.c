/* Certificates of timestamps. */
#include "keep/stamp_inner.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

X509_STORE *ck_chain_system(const char *ca_file)
{
    X509_STORE *store = X509_STORE_new();

    /* Either may be missing on a system: then the other has them. */
    if (store != NULL) {
        (void)X509_STORE_set_default_paths(store);
        if (ca_file[0] != '\0') {
            (void)X509_STORE_load_locations(store, ca_file, NULL);
        }
        ERR_clear_error();
    }
    return store;
}

STACK_OF(X509) * ck_chain_read(const void *pem, size_t len)
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    BIO *bio = BIO_new_mem_buf(pem, (int)len);
    X509 *one;

    while (chain != NULL && bio != NULL &&
           (one = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
        if (sk_X509_push(chain, one) == 0) {
            X509_free(one);
            break;
        }
    }
    BIO_free(bio);
    ERR_clear_error();
    return chain;
}

X509_STORE *ck_chain_store(STACK_OF(X509) * chain)
{
    X509_STORE *store = X509_STORE_new();

    for (int i = 0; store != NULL && i < sk_X509_num(chain); i++) {
        (void)X509_STORE_add_cert(store, sk_X509_value(chain, i));
    }
    return store;
}

void ck_chain_name(X509 *signer, char *ret, size_t size)
{
    X509_NAME *subject = X509_get_subject_name(signer);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    unsigned char *text = NULL;
    int len = 0;

    ret[0] = '\0';
    if (at >= 0) {
        len = ASN1_STRING_to_UTF8(
            &text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    }
    if (len > 0) {
        size_t fits = (size_t)len < size ? (size_t)len : size - 1;

        memcpy(ret, text, fits);
        ret[fits] = '\0';
    }
    OPENSSL_free(text);
}

static bool write_certificates(const STACK_OF(X509) * chain, struct ck_buf *ret)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    long len;
    bool ok = bio != NULL;

    for (int i = 0; ok && i < sk_X509_num(chain); i++) {
        ok = PEM_write_bio_X509(bio, sk_X509_value(chain, i)) == 1;
    }
    len = ok ? BIO_get_mem_data(bio, &bytes) : 0;
    if (len > 0) {
        ck_buf_add(ret, bytes, (size_t)len);
    }
    BIO_free(bio);
    return ok && ck_buf_ok(ret);
}

bool ck_chain_write(PKCS7 *token, X509_STORE *store, struct ck_buf *ret,
                    struct ck_error *err)
{
    STACK_OF(X509) *signers = PKCS7_get0_signers(token, NULL, 0);
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    bool ok = signers != NULL && sk_X509_num(signers) == 1 && ctx != NULL &&
              X509_STORE_CTX_init(ctx, store, sk_X509_value(signers, 0),
                                  token->d.sign->cert) == 1 &&
              X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_TIMESTAMP_SIGN) == 1 &&
              X509_verify_cert(ctx) == 1;

    if (!ok) {
        (void)ck_fail(err, CK_ERR_TIMESTAMP, "its certificates make no chain");
    } else if (!write_certificates(X509_STORE_CTX_get0_chain(ctx), ret)) {
        ok = ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    X509_STORE_CTX_free(ctx);
    sk_X509_free(signers);
    ERR_clear_error();
    return ok;
}
