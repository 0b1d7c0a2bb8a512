/* receipt.h - how runs add up, as JSON (RECEIPT.md). */
#ifndef CK_SESSION_RECEIPT_H
#define CK_SESSION_RECEIPT_H

#include "keep/runs.h"

#include <jansson.h>

/* A new reference, NULL when out of memory. Pure. */
json_t *ck_receipt_json(const struct ck_receipt *receipt);
/* The receipt of a run or, with `run` 0, of the newest run of each list, the newest
 * first: an array. Errors: not-found, those of the archive, no-memory. */
CK_NODISCARD bool ck_receipts_json(struct ck_archive *archive, int64_t run, json_t **ret,
                                   struct ck_error *err);
/* The posts of a run that are gone, that could not be kept or that wait, with their last
 * known facts: at most `limit` of each; an array. Errors: the same. */
CK_NODISCARD bool ck_receipt_posts_json(struct ck_archive *archive, int64_t run,
                                        size_t limit, json_t **ret, struct ck_error *err);

#endif
