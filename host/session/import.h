/* import.h - TikTok's data export, from the disk into tiktok/export.h. */
#ifndef CK_SESSION_IMPORT_H
#define CK_SESSION_IMPORT_H

#include "keep/bundle.h"
#include "tiktok/export.h"

/* Gives up all this process may do but to read `path` and what it has open; where the
 * kernel knows no such thing, nothing happens. For good: for a process that does nothing
 * else. */
void ck_import_confine(const char *path);
/* The same, but what is taken in may be written into the state folder and into the save
 * folder `folder`. */
void ck_import_confine_taking(const char *path, const char *folder);
/* Reads every file of the bundle. What cannot be read is among the export's problems.
 * Errors: no-memory. */
CK_NODISCARD bool ck_import_read(struct ck_bundle *bundle, struct ck_export *export,
                                 struct ck_error *err);

#endif
