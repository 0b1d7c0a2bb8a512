#include "keep/gunzip.h"

#include "base/io.h"
#include "base/mem.h"
#include "keep/bundle_zip.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { HEAD = 10, TAIL = 8, NAME_LEN = 1, CHUNK = 64 * 1024 };

/* What a gzip file holds: its packed bytes, and the CRC and size behind them. */
struct member {
    const unsigned char *packed;
    size_t len;
    const unsigned char *crc, *size; /* four bytes each, the lowest first */
};

/* Passes over a text with its NUL. */
static size_t skip_text(const unsigned char *bytes, size_t at, size_t end)
{
    const unsigned char *nul = at < end ? memchr(bytes + at, 0, end - at) : NULL;

    return nul != NULL ? (size_t)(nul - bytes) + 1 : end + 1;
}

/* RFC 1952, section 2.3. */
static bool read_member(const unsigned char *bytes, size_t len, struct member *ret)
{
    enum { HCRC = 2, EXTRA = 4, NAME = 8, COMMENT = 16 };
    size_t at = HEAD, end = len - TAIL;
    unsigned flags;

    if (len < HEAD + TAIL || memcmp(bytes, "\x1f\x8b\x08", 3) != 0) {
        return false;
    }
    flags = bytes[3];
    if ((flags & EXTRA) != 0) {
        at += at + 2 <= end ? 2 + (size_t)bytes[at] + ((size_t)bytes[at + 1] << 8) : end;
    }
    at = (flags & NAME) != 0 ? skip_text(bytes, at, end) : at;
    at = (flags & COMMENT) != 0 ? skip_text(bytes, at, end) : at;
    at += (flags & HCRC) != 0 ? 2 : 0;
    if (at > end) {
        return false;
    }
    *ret = (struct member){bytes + at, end - at, bytes + end, bytes + end + 4};
    return true;
}

static void put(struct ck_buf *buf, uint64_t number, size_t bytes)
{
    for (; bytes > 0; bytes--, number >>= 8) {
        ck_buf_addc(buf, (char)(number & 0xff));
    }
}

/* What a ZIP says of a file twice, from "version needed" to the length of its name and of
 * its extra field (APPNOTE.TXT 4.3.7, 4.3.12). */
static void put_facts(struct ck_buf *buf, const struct member *member)
{
    put(buf, 20, 2); /* version needed: deflate */
    put(buf, 0, 2);  /* flags */
    put(buf, 8, 2);  /* deflate */
    put(buf, 0, 4);  /* time and day */
    ck_buf_add(buf, member->crc, 4);
    put(buf, member->len, 4);
    ck_buf_add(buf, member->size, 4);
    put(buf, NAME_LEN, 2);
    put(buf, 0, 2);
}

static void make_zip(const struct member *member, struct ck_buf *ret)
{
    size_t directory, end;

    ck_buf_adds(ret, "PK\3\4");
    put_facts(ret, member);
    ck_buf_addc(ret, 'x');
    ck_buf_add(ret, member->packed, member->len);
    directory = ret->len;
    ck_buf_adds(ret, "PK\1\2");
    put(ret, 20, 2);
    put_facts(ret, member);
    put(ret, 0, 14); /* comment, disk, attributes, where it begins */
    ck_buf_addc(ret, 'x');
    end = ret->len;
    ck_buf_adds(ret, "PK\5\6");
    put(ret, 0, 4); /* disks */
    put(ret, 1, 2);
    put(ret, 1, 2);
    put(ret, end - directory, 4);
    put(ret, directory, 4);
    put(ret, 0, 2); /* comment */
}

static bool unpack(struct ck_bundle_zip *zip, struct ck_buf *ret)
{
    ck_autofree char *chunk = ck_alloc(CHUNK);
    struct ck_bundle_file file;
    const char *wrong;
    int64_t n = 1;

    if (chunk == NULL || !ck_bundle_zip_next(zip, &file) || file.wrong != NULL) {
        return false;
    }
    while (n > 0 && ck_buf_ok(ret)) {
        n = ck_bundle_zip_read(zip, chunk, CHUNK, &wrong);
        ck_buf_add(ret, chunk, n > 0 ? (size_t)n : 0);
    }
    return n == 0 && ck_buf_ok(ret);
}

static bool gunzip(const unsigned char *bytes, size_t len, struct ck_buf *ret)
{
    ck_autobuf struct ck_buf made = {.max = len + 200};
    ck_autofclose FILE *file = NULL;
    struct ck_bundle_zip *zip = NULL;
    struct member member;
    const char *wrong;
    bool ok;

    if (!read_member(bytes, len, &member)) {
        return false;
    }
    make_zip(&member, &made);
    file = ck_buf_ok(&made) ? tmpfile() : NULL;
    if (file == NULL || !ck_write_all(fileno(file), made.data, made.len, NULL)) {
        return false;
    }
    zip = ck_bundle_zip_open(fileno(file), &wrong);
    ok = zip != NULL && unpack(zip, ret);
    ck_bundle_zip_free(zip);
    return ok;
}

bool ck_gunzip_base64(const char *text, size_t len, struct ck_buf *ret)
{
    ck_autofree unsigned char *bytes = NULL;
    size_t padding = 0;

    while (padding < 2 && padding < len && text[len - 1 - padding] == '=') {
        padding++;
    }
    if (len == 0 || len % 4 != 0 || len > INT_MAX) {
        return false;
    }
    bytes = ck_alloc(len / 4 * 3 + 1);
    return bytes != NULL &&
           EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)len) ==
               (int)(len / 4 * 3) &&
           gunzip(bytes, len / 4 * 3 - padding, ret);
}
