/* error.h - errors are values: a stable code for machines, a detail for the person who
 * looks. The first failure wins and travels up unchanged, to the popup's sentence or the
 * exit code. */
#ifndef CK_BASE_ERROR_H
#define CK_BASE_ERROR_H

#include "base/mem.h"

#include <stdbool.h>

enum ck_code {
    CK_OK = 0,
#define CK_CODE(name, code, sentence, step) name,
#include "base/error_codes.inc"
#undef CK_CODE
    CK_CODE_COUNT
};

/* Owned by the caller, no clean-up needed. `detail` is plain text for the log and for
 * "details", without secrets and without signed addresses. */
struct ck_error {
    enum ck_code code;
    int os_errno; /* 0 where no system call was to blame */
    long http;    /* 0 where no HTTP status was to blame */
    char detail[200];
};

/* Fills `err` (NULL is allowed) and returns false, so that `return ck_fail(...)` reads
 * well. `format` may be NULL for no detail. */
bool ck_fail(struct ck_error *err, enum ck_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a failed system call: ENOSPC, EDQUOT, EFBIG give disk-full; EROFS, EACCES,
 * EPERM folder-read-only; ENOENT, ENOTDIR folder-missing; ENOMEM no-memory; anything else
 * disk-error. `doing` says what was tried ("writing"). */
bool ck_fail_errno(struct ck_error *err, int os_errno, const char *doing);

/* The stable code ("disk-full"), "ok" for CK_OK. Never NULL. */
const char *ck_code_text(enum ck_code code);
/* The code of such a text, CK_OK for "ok", CK_ERR_INTERNAL for an unknown one. */
enum ck_code ck_code_of_text(const char *text);
/* What happened, in one English sentence. */
const char *ck_code_sentence(enum ck_code code);
/* What to do next, in one or two English sentences. */
const char *ck_code_step(enum ck_code code);

#endif
