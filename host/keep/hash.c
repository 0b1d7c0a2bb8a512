#include "keep/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool hash_file(int fd, int64_t bytes, char ret[CK_SHA256_HEX])
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    unsigned char chunk[32768];
    int64_t at = 0;
    bool ok = hash != NULL && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1;

    while (ok && at < bytes) {
        ssize_t n = pread(fd, chunk, sizeof(chunk), at);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        ok = n > 0 && EVP_DigestUpdate(hash, chunk, (size_t)n) == 1;
        at += n;
    }
    ok = ok && at == bytes && ck_hash_finish(hash, ret);
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
           st.st_size == staged->bytes && hash_file(fd, st.st_size, sha256) &&
           strcmp(sha256, staged->sha256) == 0;
}
