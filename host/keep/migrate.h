/* migrate.h - the archive's tables: made new, or brought to our version. For this room
 * only. */
#ifndef CK_KEEP_MIGRATE_H
#define CK_KEEP_MIGRATE_H

#include "base/error.h"

#include <sqlite3.h>

/* Makes the tables in an empty database at `path`, or brings older ones to our version,
 * in one transaction and after a copy was made: `path`.before-N, N the new version.
 * Several processes may do so at the same time. Errors: archive-newer, archive-error (not
 * ours), archive-damaged, disk-full, disk-error. */
CK_NODISCARD bool ck_migrate(sqlite3 *db, const char *path, struct ck_error *err);

#endif
