#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct code_row {
    const char *text;
    const char *sentence;
    const char *step;
};

static const struct code_row codes[CK_CODE_COUNT] = {
    [CK_OK] = {"ok", "Everything is fine.", ""},
#define CK_CODE(name, code, sentence, step) [name] = {code, sentence, step},
#include "base/error_codes.inc"
#undef CK_CODE
};

bool ck_fail(struct ck_error *err, enum ck_code code, const char *format, ...)
{
    va_list args;

    if (err == NULL) {
        return false;
    }
    *err = (struct ck_error){.code = code};
    if (format != NULL) {
        va_start(args, format);
        (void)vsnprintf(err->detail, sizeof(err->detail), format, args);
        va_end(args);
    }
    return false;
}

static enum ck_code code_of_errno(int os_errno)
{
    switch (os_errno) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return CK_ERR_DISK_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
        return CK_ERR_FOLDER_READONLY;
    case ENOENT:
    case ENOTDIR:
        return CK_ERR_FOLDER_MISSING;
    case ENOMEM:
        return CK_ERR_NOMEM;
    default:
        return CK_ERR_DISK;
    }
}

bool ck_fail_errno(struct ck_error *err, int os_errno, const char *doing)
{
    (void)ck_fail(err, code_of_errno(os_errno), "%s: %s", doing, strerror(os_errno));
    if (err != NULL) {
        err->os_errno = os_errno;
    }
    return false;
}

static const struct code_row *row_of(enum ck_code code)
{
    return &codes[code < CK_CODE_COUNT ? code : CK_ERR_INTERNAL];
}

const char *ck_code_text(enum ck_code code)
{
    return row_of(code)->text;
}

enum ck_code ck_code_of_text(const char *text)
{
    for (int i = 0; i < CK_CODE_COUNT; i++) {
        if (strcmp(codes[i].text, text) == 0) {
            return (enum ck_code)i;
        }
    }
    return CK_ERR_INTERNAL;
}

const char *ck_code_sentence(enum ck_code code)
{
    return row_of(code)->sentence;
}

const char *ck_code_step(enum ck_code code)
{
    return row_of(code)->step;
}
