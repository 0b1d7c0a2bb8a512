/* json.h - JSON as text. Pure. */
#ifndef CK_BASE_JSON_H
#define CK_BASE_JSON_H

#include "base/buf.h"
#include "base/error.h"

#include <jansson.h>

/* Appends `json` (borrowed; NULL is no memory) as text, with jansson's flags for writing.
 * False: no memory, or no room in the buffer. */
CK_NODISCARD bool ck_json_add(struct ck_buf *buf, const json_t *json, size_t flags);

#endif
