/* describe.h - posts and pages as JSON for `inspect --json` (design.md, "What inspect
 * --json says"; host/face/inspect.schema.json). Pure: no I/O. No signed address is ever
 * in it. */
#ifndef CK_TIKTOK_DESCRIBE_H
#define CK_TIKTOK_DESCRIBE_H

#include "tiktok/page.h"

#include <jansson.h>

/* One post; NULL when out of memory. The caller owns the reference. */
json_t *ck_describe_post(const struct ck_post *post);
/* An account's facts under TikTok's own names; null for NULL. The same. */
json_t *ck_describe_profile(const struct ck_profile *profile);
/* A whole page; NULL when out of memory. The caller owns the reference. */
json_t *ck_describe_page(const struct ck_page *page);

#endif
