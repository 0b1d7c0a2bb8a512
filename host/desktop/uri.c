#include "desktop/uri.h"

#include "base/buf.h"
#include "base/mem.h"

#include <ctype.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

char *ck_uri_of_path(const char *path)
{
    static const char plain[] = "-._~/";
    ck_autobuf struct ck_buf uri = {.max = (size_t)3 * PATH_MAX + 16};

    if (path[0] != '/') {
        return NULL;
    }
    ck_buf_adds(&uri, "file://");
    for (const char *at = path; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;

        if (c < 0x80 && (isalnum(c) || strchr(plain, c) != NULL)) {
            ck_buf_addc(&uri, *at);
        } else {
            ck_buf_addf(&uri, "%%%02X", c);
        }
    }
    return ck_buf_take(&uri);
}

static int digit_value(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, tolower((unsigned char)c)) : NULL;

    return at != NULL ? (int)(at - digits) : -1;
}

char *ck_path_of_uri(const char *uri)
{
    static const char *const starts[] = {"file://localhost/", "file:///"};
    ck_autobuf struct ck_buf path = {.max = PATH_MAX};
    const char *at = NULL;

    for (size_t i = 0; at == NULL && i < sizeof(starts) / sizeof(starts[0]); i++) {
        if (strncmp(uri, starts[i], strlen(starts[i])) == 0) {
            at = uri + strlen(starts[i]) - 1;
        }
    }
    if (at == NULL) {
        return NULL;
    }
    for (; *at != '\0'; at++) {
        int value = (unsigned char)*at;

        if (*at == '%') {
            int high = digit_value(at[1]);
            int low = high >= 0 ? digit_value(at[2]) : -1;

            if (low < 0 || high * 16 + low == 0) {
                return NULL;
            }
            value = high * 16 + low;
            at += 2;
        }
        ck_buf_addc(&path, (char)value);
    }
    return ck_buf_take(&path);
}
