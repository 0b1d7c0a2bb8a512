/* stamp_text.h - what is said of timestamps. */
#ifndef CK_FACE_STAMP_TEXT_H
#define CK_FACE_STAMP_TEXT_H

#include "session/timestamp.h"

#include <jansson.h>

enum { CK_STAMP_DATE = 32 };

/* "2026-11-22 20:15:00 UTC". Returns `ret`. */
const char *ck_stamp_date(int64_t at, char ret[CK_STAMP_DATE]);
/* One timestamp, in a sentence on stdout. */
void ck_stamp_print(const struct ck_stamp_news *news);
json_t *ck_stamp_json(const struct ck_stamp_news *news);

#endif
