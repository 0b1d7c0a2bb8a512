/* library_lists.h - the lists that posts were found in, as the library tells of them, for
 * this room only. */
#ifndef CK_KEEP_LIBRARY_LISTS_H
#define CK_KEEP_LIBRARY_LISTS_H

#include "keep/archive.h"

#include <jansson.h>
#include <stdbool.h>

/* Sets in `ret`, an object, "lists": [{"number", "kind", "handle", "title", "mine",
 * "same"}] (where the same tag has a list by its name: the number of that),
 * "receipts": of the newest run of each, [{"list", "at", "found", "saved", "had", "gone",
 * "failed", "waiting", "passedOver", "missing", "reasons": [{"code", "count"}]}], and
 * "lost": what is gone and was never kept, as it was last known, [{"id", "author",
 * "text", "created", "list"}]. Errors: those of the archive, no-memory. */
CK_NODISCARD bool ck_library_lists(struct ck_archive *archive, json_t *ret,
                                   struct ck_error *err);

#endif
