#include "keep/stamp_inner.h"

#include "base/mem.h"
#include "keep/hash.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* OpenSSL 3.4 gave these names that say who owns what. */
#if OPENSSL_VERSION_NUMBER >= 0x30400000L
#define give_store TS_VERIFY_CTX_set0_store
#define give_certs TS_VERIFY_CTX_set0_certs
#define give_imprint TS_VERIFY_CTX_set0_imprint
#else
#define give_store TS_VERIFY_CTX_set_store
#define give_certs TS_VERIFY_CTX_set_certs
#define give_imprint TS_VERIFY_CTX_set_imprint
#endif

enum { HASH_BYTES = 32, NONCE_BYTES = 16 };

struct ck_stamp_request {
    TS_REQ *asn1;
};

static void unhex(const char *text, unsigned char ret[HASH_BYTES])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < HASH_BYTES; i++) {
        const char *high = strchr(digits, text[2 * i]);
        const char *low = strchr(digits, text[2 * i + 1]);

        ret[i] = (unsigned char)((high - digits) << 4 | (low - digits));
    }
}

static bool set_imprint(TS_REQ *request, const char *sha256)
{
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    unsigned char hash[HASH_BYTES];
    bool ok = imprint != NULL && algorithm != NULL;

    unhex(sha256, hash);
    ok = ok &&
         X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
         TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
         TS_MSG_IMPRINT_set_msg(imprint, hash, HASH_BYTES) == 1 &&
         TS_REQ_set_msg_imprint(request, imprint) == 1;
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    return ok;
}

/* An answer to another request is none to this one. */
static bool set_nonce(TS_REQ *request)
{
    unsigned char bytes[NONCE_BYTES];
    BIGNUM *number = NULL;
    ASN1_INTEGER *nonce = NULL;
    bool ok = RAND_bytes(bytes, sizeof(bytes)) == 1;

    bytes[0] |= 0x40; /* so that all have one length */
    number = ok ? BN_bin2bn(bytes, sizeof(bytes), NULL) : NULL;
    nonce = number != NULL ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    ok = nonce != NULL && TS_REQ_set_nonce(request, nonce) == 1;
    ASN1_INTEGER_free(nonce);
    BN_free(number);
    return ok;
}

static bool encode(TS_REQ *request, struct ck_buf *ret)
{
    unsigned char *bytes = NULL;
    int len = i2d_TS_REQ(request, &bytes);

    if (len > 0) {
        ck_buf_add(ret, (const char *)bytes, (size_t)len);
    }
    OPENSSL_free(bytes);
    return len > 0 && ck_buf_ok(ret);
}

bool ck_stamp_ask(const char *sha256, struct ck_stamp_request **ret,
                  struct ck_buf *ret_bytes, struct ck_error *err)
{
    struct ck_stamp_request *request = ck_alloc(sizeof(*request));

    *ret = NULL;
    if (request == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    request->asn1 = TS_REQ_new();
    if (request->asn1 == NULL || TS_REQ_set_version(request->asn1, 1) != 1 ||
        TS_REQ_set_cert_req(request->asn1, 1) != 1 ||
        !set_imprint(request->asn1, sha256) || !set_nonce(request->asn1) ||
        !encode(request->asn1, ret_bytes)) {
        ck_stamp_forget(request);
        ERR_clear_error();
        return ck_fail(err, CK_ERR_INTERNAL, "making a request for a timestamp");
    }
    *ret = request;
    return true;
}

void ck_stamp_forget(struct ck_stamp_request *request)
{
    if (request != NULL) {
        TS_REQ_free(request->asn1);
        ck_free(request);
    }
}

/* --- what an answer says ----------------------------------------------------------- */

/* The whole of the bytes as an answer; NULL: it is none. */
static TS_RESP *decode(const void *answer, size_t len)
{
    const unsigned char *at = answer;
    TS_RESP *response = d2i_TS_RESP(NULL, &at, (long)len);

    if (response != NULL && at != (const unsigned char *)answer + len) {
        TS_RESP_free(response);
        response = NULL;
    }
    return response;
}

static int64_t seconds_of(const ASN1_GENERALIZEDTIME *time)
{
    struct tm tm = {0};

    return time != NULL && ASN1_TIME_to_tm(time, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

/* What it stamps, as 64 digits; "" for another kind of hash. */
static void read_imprint(TS_MSG_IMPRINT *imprint, char ret[CK_SHA256_HEX])
{
    const ASN1_OBJECT *kind = NULL;
    const ASN1_OCTET_STRING *hash = TS_MSG_IMPRINT_get_msg(imprint);

    X509_ALGOR_get0(&kind, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    ret[0] = '\0';
    if (OBJ_obj2nid(kind) == NID_sha256 && ASN1_STRING_length(hash) == HASH_BYTES) {
        for (size_t i = 0; i < HASH_BYTES; i++) {
            (void)snprintf(ret + 2 * i, 3, "%02x", ASN1_STRING_get0_data(hash)[i]);
        }
    }
}

/* False: there is no timestamp in it. */
static bool read_answer(TS_RESP *response, struct ck_stamp *ret)
{
    TS_TST_INFO *info = TS_RESP_get_tst_info(response);
    STACK_OF(X509) *signers = NULL;

    *ret = (struct ck_stamp){0};
    if (info == NULL) {
        return false;
    }
    ret->at = seconds_of(TS_TST_INFO_get_time(info));
    read_imprint(TS_TST_INFO_get_msg_imprint(info), ret->sha256);
    (void)OBJ_obj2txt(ret->policy, sizeof(ret->policy), TS_TST_INFO_get_policy_id(info),
                      1);
    signers = PKCS7_get0_signers(TS_RESP_get_token(response), NULL, 0);
    if (signers != NULL && sk_X509_num(signers) == 1) {
        ck_chain_name(sk_X509_value(signers, 0), ret->authority, sizeof(ret->authority));
    }
    sk_X509_free(signers);
    return ret->at > 0;
}

/* libcrypto's word for what is wrong. */
static bool refuse(struct ck_error *err, const char *what)
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;

    (void)ck_fail(err, CK_ERR_TIMESTAMP, "%s%s%.90s", what, reason != NULL ? ": " : "",
                  reason != NULL ? reason : "");
    ERR_clear_error();
    return false;
}

/* Verifies with these trusted certificates, which are taken. */
static bool verify(TS_RESP *response, TS_VERIFY_CTX *ctx, X509_STORE *store)
{
    if (ctx == NULL || store == NULL) {
        X509_STORE_free(store);
        return false;
    }
    (void)give_store(ctx, store);
    (void)TS_VERIFY_CTX_add_flags(ctx, TS_VFY_SIGNATURE);
    return TS_RESP_verify_response(ctx, response) == 1;
}

bool ck_stamp_accept(const struct ck_stamp_request *request, const void *answer,
                     size_t len, const char *ca_file, struct ck_stamp *ret,
                     struct ck_buf *ret_chain, struct ck_error *err)
{
    TS_RESP *response = decode(answer, len);
    TS_VERIFY_CTX *ctx = NULL;
    X509_STORE *store = NULL;
    bool ok = response != NULL;

    if (!ok) {
        return refuse(err, "what came is no timestamp");
    }
    ctx = TS_REQ_to_TS_VERIFY_CTX(request->asn1, NULL);
    ok = verify(response, ctx, ck_chain_system(ca_file)) && read_answer(response, ret);
    TS_VERIFY_CTX_free(ctx);
    if (!ok) {
        (void)refuse(err, "the timestamp is not to be trusted");
    } else {
        store = ck_chain_system(ca_file);
        ok = (store != NULL || ck_fail(err, CK_ERR_NOMEM, NULL)) &&
             ck_chain_write(TS_RESP_get_token(response), store, ret_chain, err);
        X509_STORE_free(store);
    }
    TS_RESP_free(response);
    return ok;
}

/* --- an answer of an earlier time -------------------------------------------------- */

/* Takes `store` and `certs`. */
static bool holds(TS_RESP *response, const struct ck_stamp *stamp, const char *sha256,
                  X509_STORE *store, STACK_OF(X509) * certs)
{
    TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
    unsigned char *hash = OPENSSL_malloc(HASH_BYTES);
    bool ok = ctx != NULL && store != NULL && certs != NULL && hash != NULL &&
              strcmp(stamp->sha256, sha256) == 0;

    if (!ok) {
        X509_STORE_free(store);
        sk_X509_pop_free(certs, X509_free);
        OPENSSL_free(hash);
    } else {
        unhex(sha256, hash);
        (void)give_imprint(ctx, hash, HASH_BYTES);
        (void)give_certs(ctx, certs);
        X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)stamp->at);
        (void)TS_VERIFY_CTX_set_flags(ctx, TS_VFY_VERSION | TS_VFY_IMPRINT);
        ok = verify(response, ctx, store);
    }
    TS_VERIFY_CTX_free(ctx);
    ERR_clear_error();
    return ok;
}

enum ck_stamp_verdict ck_stamp_check(const void *answer, size_t len, const void *chain,
                                     size_t chain_len, const char *ca_file,
                                     const char *sha256, struct ck_stamp *ret)
{
    TS_RESP *response = decode(answer, len);
    STACK_OF(X509) *kept = ck_chain_read(chain, chain_len);
    enum ck_stamp_verdict verdict = CK_STAMP_BAD;

    *ret = (struct ck_stamp){0};
    if (response != NULL && read_answer(response, ret)) {
        if (holds(response, ret, sha256, ck_chain_system(ca_file),
                  X509_chain_up_ref(kept))) {
            verdict = CK_STAMP_GOOD;
        } else if (holds(response, ret, sha256, ck_chain_store(kept),
                         X509_chain_up_ref(kept))) {
            verdict = CK_STAMP_STRANGE;
        }
    }
    sk_X509_pop_free(kept, X509_free);
    TS_RESP_free(response);
    ERR_clear_error();
    return verdict;
}
