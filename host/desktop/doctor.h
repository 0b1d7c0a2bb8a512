/* doctor.h - checks this computer's set-up and says how to mend it. */
#ifndef CK_DESKTOP_DOCTOR_H
#define CK_DESKTOP_DOCTOR_H

#include "base/error.h"
#include "desktop/heard.h"

#include <jansson.h>
#include <stdbool.h>

/* Says whether the archive is damaged, by all the means of those who know it. */
typedef bool ck_doctor_archive(void);

/* Runs every check: the program and its helpers, libcurl, the sandbox, settings, the save
 * folder (there, writable, space), state folder and archive (`is_damaged` is asked when
 * plain reading finds nothing; it may be NULL), and for each browser that is here or has
 * a manifest of ours: the manifest (there, valid, leads to this very file, lets our
 * extension in), the start and a hello as that browser would do them (only ever with this
 * very file), Snap and Flatpak caveats. `ret`:
 * {"ok":bool,"version":…,"checks":[{"check":"manifest","subject":"chromium",
 * "state":"ok|warning|failed","text":…,"trouble":word or null,"about":[…],"fix":text with
 * the commands, or null,"remedy":word or null}]} (PROTOCOL.md); "ok" is false when one
 * has failed. Home folder and user name are not in it ("~", "$USER"). A
 * present browser without a manifest is a warning when another has one. Takes a moment
 * for each browser, seconds for a host that hangs. Call it before settings are loaded
 * (damaged ones would be set aside). The caller owns the reference. Errors: no-memory. */
CK_NODISCARD bool ck_doctor_run(ck_doctor_archive *is_damaged, json_t **ret,
                                struct ck_error *err);

/* Has a `clipkeep doctor --json` run beside this process, whose own sandbox may be closed
 * (starter.h). Errors: doctor-failed. */
CK_NODISCARD bool ck_doctor_start(struct ck_heard *ret, struct ck_error *err);
/* Reads what is there of its answer, without waiting. Sets `ret_done`; when done, with or
 * without an error, `doctor` is zeroed, and `ret` is as of ck_doctor_run(). Errors:
 * doctor-failed. */
CK_NODISCARD bool ck_doctor_hear(struct ck_heard *doctor, bool *ret_done, json_t **ret,
                                 struct ck_error *err);

/* The one text for people who ask for help: version, system, libraries, `checks` (lines
 * for a reader) and the end of the log, in which redact.h has replaced what points to a
 * person or a post. Free with ck_free(). Errors: no-memory. */
CK_NODISCARD bool ck_doctor_text(const char *checks, char **ret, struct ck_error *err);

#endif
