/* bag_text.h - the tag files of a BagIt bag. Pure: no I/O. Format: RFC 8493, sections
 * 2.1.1 (bagit.txt), 2.1.3 (manifests), 2.2.2 (bag-info.txt). */
#ifndef CK_KEEP_BAG_TEXT_H
#define CK_KEEP_BAG_TEXT_H

#include "base/buf.h"

#include <stdint.h>

#define CK_BAG_DECLARATION "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

/* Appends a line of a manifest: hash, two spaces, `folder` + `name` with carriage return,
 * newline and "%" percent-encoded. */
void ck_bag_line(struct ck_buf *buf, const char *sha256, const char *folder,
                 const char *name);
/* Appends bag-info.txt for a payload of so many files and bytes, packed at `now` (Unix
 * seconds; the date is that of UTC). */
void ck_bag_info(struct ck_buf *buf, int64_t bytes, int64_t files, int64_t posts,
                 int64_t now);

#endif
