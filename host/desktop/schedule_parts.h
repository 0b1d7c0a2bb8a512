/* schedule_parts.h - what the files about schedules share: texts (pure), and programs
 * that are asked. */
#ifndef CK_DESKTOP_SCHEDULE_PARTS_H
#define CK_DESKTOP_SCHEDULE_PARTS_H

#include "desktop/schedule.h"

/* Each text of ours has this in its first line, a line of a crontab at its end. */
#define CK_SCHEDULE_MARK "# written by clipkeep schedule"

/* What is to be run, and when: the time differs from person to person. */
struct ck_plan_of_day {
    enum ck_every every;
    const char *program; /* absolute */
    const char *const *lists;
    size_t count;
    int hour, minute; /* local time; weekly ones run on Sundays */
    /* Where settings and record are, if not where everybody has them; else NULL: a
     * timekeeper does not know what a person's shell knows. */
    const char *config_home, *state_home;
};

/* Texts; check the buffer in the end. */
void ck_schedule_service(const struct ck_plan_of_day *plan, struct ck_buf *ret);
void ck_schedule_timer(const struct ck_plan_of_day *plan, struct ck_buf *ret);
void ck_schedule_plist(const struct ck_plan_of_day *plan, struct ck_buf *ret);
void ck_schedule_cron(const struct ck_plan_of_day *plan, struct ck_buf *ret);
/* Adds `crontab` without our line, and `line` ("": none) behind it. */
void ck_schedule_cron_replace(const char *crontab, const char *line, struct ck_buf *ret);
/* Read back what there is: `every` and `command`; for a crontab and a plist `ret_hour`
 * and `ret_minute` too. False: nothing of ours is in it. */
bool ck_schedule_read_timer(const char *timer, const char *service,
                            struct ck_schedule *ret);
bool ck_schedule_read_plist(const char *text, struct ck_schedule *ret, int *ret_hour,
                            int *ret_minute);
bool ck_schedule_read_cron(const char *crontab, struct ck_schedule *ret, int *ret_hour,
                           int *ret_minute);
/* When that comes next after `now`, by the local clock. */
int64_t ck_schedule_next(enum ck_every every, int hour, int minute, int64_t now);

/* Runs a program with `input` ("": none) and waits for its end: its exit status, -1 when
 * it cannot be run. Its output goes into `ret_out` and `ret_errors` (NULL: nowhere). */
int ck_schedule_ask(const char *const *argv, const char *input, struct ck_buf *ret_out,
                    struct ck_buf *ret_errors);

#endif
