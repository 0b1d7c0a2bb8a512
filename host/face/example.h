/* example.h - what a pattern of names makes of a post that anybody may imagine. Pure. */
#ifndef CK_FACE_EXAMPLE_H
#define CK_FACE_EXAMPLE_H

#include "base/error.h"
#include "keep/names.h"

#include <jansson.h>
#include <stdbool.h>

enum { CK_EXAMPLE_SIZE = CK_NAMES_PATH_SIZE + 2 * CK_NAME_MAX };

/* The path below the save folder of a video, or of the first picture of a photo post.
 * Errors: names-bad. */
CK_NODISCARD bool ck_example_path(const char *names, bool photos,
                                  char ret[CK_EXAMPLE_SIZE], struct ck_error *err);
/* The `result` of the verb `names` (PROTOCOL.md). NULL: no memory. */
json_t *ck_example_json(const char *names);

#endif
