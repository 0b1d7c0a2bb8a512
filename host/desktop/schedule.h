/* schedule.h - has this computer back up public lists by itself: a systemd user timer
 * where there is systemd, a launchd agent on macOS, else a line in the person's crontab.
 * Each runs `clipkeep backup --due LIST...`. Only what bears our mark is ever changed or
 * taken away. */
#ifndef CK_DESKTOP_SCHEDULE_H
#define CK_DESKTOP_SCHEDULE_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ck_every { CK_EVERY_NEVER, CK_EVERY_DAY, CK_EVERY_WEEK };
enum ck_timekeeper { CK_TIMEKEEPER_NONE, CK_SYSTEMD, CK_LAUNCHD, CK_CRON };
/* "off", "daily", "weekly"; "none", "systemd", "launchd", "cron". */
const char *ck_every_text(enum ck_every every);
const char *ck_timekeeper_text(enum ck_timekeeper keeper);

struct ck_schedule {
    enum ck_every every;       /* CK_EVERY_NEVER: there is none */
    enum ck_timekeeper keeper; /* who has it, or would */
    struct ck_buf where;       /* its file, or "crontab" */
    struct ck_buf command;     /* that is run, as it is written there */
    int64_t next;              /* when it runs next: Unix seconds, 0 unknown */
};
void ck_schedule_clear(struct ck_schedule *schedule);

/* What there is. Fill `ret` in any case; ck_schedule_clear() it. Errors: schedule-failed
 * (nobody keeps time here, or does not answer), disk-error, no-memory. */
CK_NODISCARD bool ck_schedule_show(struct ck_schedule *ret, struct ck_error *err);
/* Makes it so, in place of what we wrote before; the same once more changes nothing.
 * `lists` are words for `clipkeep backup`, without control characters; CK_EVERY_NEVER
 * takes ours away. Errors: as above, name-taken (somebody else's file has our name),
 * usage (a list with control characters), disk-full, folder-read-only. */
CK_NODISCARD bool ck_schedule_set(enum ck_every every, const char *const *lists,
                                  size_t count, struct ck_error *err);

#endif
