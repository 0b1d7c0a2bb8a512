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

/* What the doctor says, in doctor_words.inc. */
enum ck_doctor_words {
    CK_NO_REMEDY,
#define CK_FINE(name, word, sentence) name,
#define CK_TROUBLE(name, word, sentence) name,
#define CK_REMEDY(name, word, sentence) name,
#include "desktop/doctor_words.inc"
#undef CK_FINE
#undef CK_TROUBLE
#undef CK_REMEDY
};

/* False for no memory. Free with ck_report_free() in both cases. */
bool ck_report_init(struct ck_report *report);
void ck_report_free(struct ck_report *report);

/* Adds one line: how `check` of `subject` is, and the remedy where one is needed. `args`
 * are borrowed; `what` takes its part of them first, then `remedy` (doctor_words.inc). */
void ck_report_add(struct ck_report *report, const char *check, const char *subject,
                   enum ck_health health, enum ck_doctor_words what,
                   enum ck_doctor_words remedy, const char *const *args);

#endif
