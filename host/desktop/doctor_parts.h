/* doctor_parts.h - the parts of a doctor's run; each adds its lines to the report. */
#ifndef CK_DESKTOP_DOCTOR_PARTS_H
#define CK_DESKTOP_DOCTOR_PARTS_H

#include "base/error.h"
#include "desktop/doctor.h"
#include "desktop/report.h"

#include <stdbool.h>

/* Settings, save folder, space, state folder and archive. Errors: no-memory. */
CK_NODISCARD bool ck_doctor_folders(struct ck_report *report,
                                    ck_doctor_archive *is_damaged, struct ck_error *err);
/* Every browser that is here or for which there is a manifest. Errors: no-memory. */
CK_NODISCARD bool ck_doctor_browsers(struct ck_report *report, struct ck_error *err);

#endif
