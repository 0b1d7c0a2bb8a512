/* stage_inner.h - what the files of the stage share: opening and recalling a part
 * (stage_open.c), writing, sealing and naming it (stage.c). */
#ifndef CK_KEEP_STAGE_INNER_H
#define CK_KEEP_STAGE_INNER_H

#include "keep/stage.h"

#include <openssl/evp.h>

enum ck_stage_state {
    CK_STAGE_WRITING,
    CK_STAGE_RECALLING, /* kept bytes are read again */
    CK_STAGE_SEALED,
    CK_STAGE_NAMED,
    CK_STAGE_PUBLISHED,
    CK_STAGE_BROKEN
};

struct ck_stage {
    int dirfd; /* borrowed */
    int fd;    /* locked for as long as it is open */
    enum ck_stage_state state;
    char *part;    /* name in dirfd */
    char *name;    /* the final one, once it is CK_STAGE_NAMED */
    int64_t mtime; /* Unix seconds, 0: none is wanted */
    EVP_MD_CTX *hash;
    struct ck_staged_file kept; /* what is trusted of an earlier run's bytes */
    struct ck_staged_file file;
};

/* Empties the part. Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_stage_start_over(struct ck_stage *stage, struct ck_error *err);

#endif
