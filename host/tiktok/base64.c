#include "tiktok/base64.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool ck_base64_read(const char *text, struct ck_buf *ret)
{
    size_t len = strspn(text, alphabet);
    size_t padding = strspn(text + len, "=");
    uint32_t bits = 0;

    if (text[len + padding] != '\0' || len % 4 == 1 ||
        (padding > 0 && (len + padding) % 4 != 0) || padding > 2) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        bits = bits << 6 | (uint32_t)(strchr(alphabet, text[i]) - alphabet);
        if (i % 4 != 0) {
            ck_buf_addc(ret, (char)(unsigned char)(bits >> (6 - 2 * (i % 4)) & 0xff));
        }
    }
    return true;
}

void ck_base64_write(const void *bytes, size_t len, struct ck_buf *ret)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t bits = (uint32_t)at[i] << 16 |
                        (left > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
                        (left > 2 ? at[i + 2] : 0);

        char quad[4] = {alphabet[bits >> 18], alphabet[bits >> 12 & 63],
                        alphabet[bits >> 6 & 63], alphabet[bits & 63]};

        if (left < 3) {
            quad[3] = '=';
        }
        if (left < 2) {
            quad[2] = '=';
        }
        ck_buf_add(ret, quad, sizeof(quad));
    }
}
