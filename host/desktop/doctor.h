/* doctor.h - checks this computer's set-up and says how to mend it. */
#ifndef CK_DESKTOP_DOCTOR_H
#define CK_DESKTOP_DOCTOR_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>

/* Runs every check: the save folder (there, writable, space), state folder, libraries,
 * and for each present browser its manifest (there, valid, points to this program, right
 * ids, starts and answers a hello as that browser would start it), Snap and Flatpak
 * caveats. `ret`:
 * {"ok":bool,"version":…,"checks":[{"check":"manifest","subject":"chromium",
 * "state":"ok|warning|failed","text":…,"fix":…}]}; no home path or user name is in it
 * ("~"). The caller owns the reference. Errors: no-memory. */
CK_NODISCARD bool ck_doctor_run(json_t **ret, struct ck_error *err);

#endif
