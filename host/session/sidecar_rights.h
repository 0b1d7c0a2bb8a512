/* sidecar_rights.h - what a sidecar says of the rights, and the same read again from a
 * sidecar that was kept earlier. Pure: no I/O. The format: SIDECAR.md. */
#ifndef CK_SESSION_SIDECAR_RIGHTS_H
#define CK_SESSION_SIDECAR_RIGHTS_H

#include "tiktok/licence.h"

#include <jansson.h>

/* Grows whenever the rules read something anew; a `rights` block of an earlier edition,
 * or none at all, is worth reading again. */
enum { CK_RIGHTS_EDITION = 2 };

/* Sets `clipkeep.rights` of a sidecar and, of a strong or certain licence, yt-dlp's
 * `license`; both replace what is there. False: out of memory. */
CK_NODISCARD bool ck_sidecar_set_rights(json_t *sidecar, const struct ck_rights *rights);

/* Whether ck_sidecar_reread() might find something else than what the sidecar says. */
bool ck_sidecar_rights_old(const json_t *sidecar);

/* Reads a kept sidecar's texts: caption, title, tags, shown name; and, for they are
 * nowhere else, the sentences of an earlier reading that stood in the account's bio or on
 * the picture. Anything may be missing or of another type. Errors: no-memory. */
CK_NODISCARD bool ck_sidecar_reread(const json_t *sidecar, struct ck_rights *ret,
                                    struct ck_error *err);

#endif
