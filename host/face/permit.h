/* permit.h - the messages and answers about permissions (PROTOCOL.md). Pure: no I/O. */
#ifndef CK_FACE_PERMIT_H
#define CK_FACE_PERMIT_H

#include "keep/permission.h"

#include <jansson.h>

/* Reads what `permission` asks with; all is borrowed from `json`. False: `ret_bad` names
 * the key that is not of the agreed form. */
bool ck_permit_read(const json_t *json, struct ck_permit *ret, const char **ret_bad);
/* An array of permissions; NULL when out of memory. */
json_t *ck_encode_permissions(const struct ck_permission *list, size_t count);

#endif
