/* nfo.h - what Jellyfin and Kodi read beside a video: NAME.nfo. Pure: no I/O. Elements:
 * Kodi wiki, "NFO files/Movies"; Jellyfin documentation, "Local .nfo metadata". */
#ifndef CK_KEEP_NFO_H
#define CK_KEEP_NFO_H

#include "keep/archive.h"

#include "base/buf.h"

#include <jansson.h>

/* Appends the whole document. What the sidecar says (host/session/SIDECAR.md; hostile,
 * NULL: there is none) is preferred, the record fills what is missing. */
void ck_nfo_make(struct ck_buf *buf, const struct ck_kept *kept, const json_t *sidecar);

#endif
