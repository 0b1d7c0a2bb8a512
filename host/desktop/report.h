/* report.h - the list of checks a doctor's run makes. Made to be copied into a bug
 * report: paths are told without the home folder and the user's name. */
#ifndef CK_DESKTOP_REPORT_H
#define CK_DESKTOP_REPORT_H

#include "base/buf.h"

#include <jansson.h>
#include <stdbool.h>

struct ck_report {
    json_t *checks;
    bool ok;       /* nothing has failed */
    char *home;    /* replaced by ~ */
    char *user;    /* replaced by $USER, which a shell turns back; NULL: unknown */
    char *command; /* how to call this program in a terminal */
};

enum ck_health { CK_HEALTH_OK, CK_HEALTH_WARNING, CK_HEALTH_FAILED };

/* False for no memory. Free with ck_report_free() in both cases. */
bool ck_report_init(struct ck_report *report);
void ck_report_free(struct ck_report *report);

/* Adds one line. `fix` names the command that mends it, NULL where nothing is to be
 * mended. In both texts "%p" stands for the next path as a person reads it, "%w" for the
 * next path as a word of a shell's command line, "%s" for the next text, "%c" for the
 * command `clipkeep`; `args` are taken by `text` first, then by `fix`. */
void ck_report_add(struct ck_report *report, const char *check, const char *subject,
                   enum ck_health health, const char *text, const char *fix,
                   const char *const *args);

#endif
