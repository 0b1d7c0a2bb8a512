#include "keep/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* False when libcrypto could not make its own beginnings. Version 3 crashes when it is
 * asked for more after that. */
static bool is_usable(void)
{
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
    return OSSL_LIB_CTX_get0_global_default() != NULL;
#else
    return true;
#endif
}

bool ck_hash_begin(EVP_MD_CTX *hash)
{
    return hash != NULL && is_usable() &&
           EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1;
}

bool ck_hash_finish(EVP_MD_CTX *hash, char ret[CK_SHA256_HEX])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned int len = 0;

    if (EVP_DigestFinal_ex(hash, sum, &len) != 1 || len != 32) {
        return false;
    }
    for (size_t i = 0; i < 32; i++) {
        ret[2 * i] = digits[sum[i] >> 4];
        ret[2 * i + 1] = digits[sum[i] & 15];
    }
    ret[64] = '\0';
    return true;
}

bool ck_hash_so_far(const EVP_MD_CTX *hash, char ret[CK_SHA256_HEX])
{
    EVP_MD_CTX *copy = EVP_MD_CTX_new();
    bool ok =
        copy != NULL && EVP_MD_CTX_copy_ex(copy, hash) == 1 && ck_hash_finish(copy, ret);

    EVP_MD_CTX_free(copy);
    return ok;
}

bool ck_hash_bytes(const void *bytes, size_t len, char ret[CK_SHA256_HEX])
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    bool ok = ck_hash_begin(hash) && EVP_DigestUpdate(hash, bytes, len) == 1 &&
              ck_hash_finish(hash, ret);

    EVP_MD_CTX_free(hash);
    return ok;
}

bool ck_hash_feed(EVP_MD_CTX *hash, int fd, int64_t at, int64_t end, struct ck_error *err)
{
    unsigned char chunk[32768];

    while (at < end) {
        int64_t left = end - at;
        size_t want = left < (int64_t)sizeof(chunk) ? (size_t)left : sizeof(chunk);
        ssize_t n = pread(fd, chunk, want, at);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return ck_fail_errno(err, errno, "reading");
        }
        if (n == 0) {
            return ck_fail(err, CK_ERR_DISK, "a file shrank while it was read");
        }
        if (EVP_DigestUpdate(hash, chunk, (size_t)n) != 1) {
            return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
        }
        at += n;
    }
    return true;
}

bool ck_hash_fd(int fd, int64_t at, int64_t end, char ret[CK_SHA256_HEX],
                struct ck_error *err)
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    bool ok = ck_hash_begin(hash);

    if (!ok) {
        (void)ck_fail(err, CK_ERR_NOMEM, "SHA-256");
    } else {
        ok = ck_hash_feed(hash, fd, at, end, err);
    }
    if (ok && !ck_hash_finish(hash, ret)) {
        ok = ck_fail(err, CK_ERR_NOMEM, "SHA-256");
    }
    EVP_MD_CTX_free(hash);
    return ok;
}

bool ck_staged_same(int dirfd, const char *name, const struct ck_staged_file *staged)
{
    ck_autoclose int fd =
        openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    char sha256[CK_SHA256_HEX];

    return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
           st.st_size == staged->bytes && ck_hash_fd(fd, 0, st.st_size, sha256, NULL) &&
           strcmp(sha256, staged->sha256) == 0;
}
