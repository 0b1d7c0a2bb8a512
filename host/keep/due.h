/* due.h - which lists should be gone through once more. */
#ifndef CK_KEEP_DUE_H
#define CK_KEEP_DUE_H

#include "keep/lists.h"

/* True when `every_s` seconds have gone by since `last`, when that was never (0), or when
 * it lies in the future: then a clock was wrong. Pure. */
bool ck_due(int64_t last, int64_t every_s, int64_t now);

/* A list, and when it was gone through to its end, or as far as all was known: Unix
 * seconds. */
struct ck_due_list {
    struct ck_list list; /* owned */
    int64_t last;        /* 0: never */
};
/* Which of them are asked for. */
enum ck_due_which {
    CK_DUE_BACKED_UP, /* by a tab or by ourselves, at least once to the end */
    CK_DUE_PUBLIC,    /* by ourselves, whatever came of it */
};
/* Those that are due at `now`, the longest due first; never stories, of which there may
 * be none next time; free with ck_due_free(). Errors:
 * those of the archive. */
CK_NODISCARD bool ck_due_lists(struct ck_archive *archive, enum ck_due_which which,
                               int64_t every_s, int64_t now, struct ck_due_list **ret,
                               size_t *ret_count, struct ck_error *err);
void ck_due_free(struct ck_due_list *lists, size_t count);

#endif
