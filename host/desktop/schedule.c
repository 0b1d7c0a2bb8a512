#include "desktop/schedule_parts.h"

#include "base/io.h"
#include "base/mem.h"
#include "desktop/places.h"
#include "desktop/spawn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TEXT_MAX = 1024 * 1024 };

#define SERVICE "clipkeep-backup.service"
#define TIMER "clipkeep-backup.timer"
#define AGENT "app.clipkeep.backup.plist"

const char *ck_every_text(enum ck_every every)
{
    static const char *const texts[] = {"off", "daily", "weekly"};

    return texts[every];
}

const char *ck_timekeeper_text(enum ck_timekeeper keeper)
{
    static const char *const texts[] = {"none", "systemd", "launchd", "cron"};

    return texts[keeper];
}

void ck_schedule_clear(struct ck_schedule *schedule)
{
    ck_buf_free(&schedule->where);
    ck_buf_free(&schedule->command);
    *schedule = (struct ck_schedule){0};
}

/* --- who keeps time ---------------------------------------------------------------- */

static bool can_run(const char *name)
{
    ck_autofree char *path = ck_find_program(name);

    return path != NULL;
}

static bool systemctl(const char *verb, const char *more, const char *unit)
{
    const char *const argv[] = {"systemctl", "--user", verb, more, unit, NULL};

    return ck_schedule_ask(argv, "", NULL, NULL) == 0;
}

static enum ck_timekeeper find_timekeeper(void)
{
#ifdef __APPLE__
    return CK_LAUNCHD;
#else
    if (can_run("systemctl") && systemctl("show-environment", NULL, NULL)) {
        return CK_SYSTEMD;
    }
    return can_run("crontab") ? CK_CRON : CK_TIMEKEEPER_NONE;
#endif
}

/* --- files ------------------------------------------------------------------------- */

static bool path_of(enum ck_timekeeper keeper, const char *name, struct ck_buf *ret,
                    struct ck_error *err)
{
    ck_autofree char *base = keeper == CK_SYSTEMD ? ck_place_config() : ck_place_home();

    if (base == NULL) {
        (void)ck_fail(err, CK_ERR_SCHEDULE, "no home folder");
        return false;
    }
    *ret = (struct ck_buf){.max = 4096};
    ck_buf_addf(ret, "%s/%s/%s", base,
                keeper == CK_SYSTEMD ? "systemd/user" : "Library/LaunchAgents", name);
    return ck_buf_ok(ret) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* Reads a file of ours; one that is not there is empty. */
static bool read_unit(enum ck_timekeeper keeper, const char *name, struct ck_buf *ret,
                      struct ck_error *err)
{
    ck_autobuf struct ck_buf path = {0};
    struct ck_error why = {0};

    if (!path_of(keeper, name, &path, err)) {
        return false;
    }
    if (ck_read_file(path.data, ret, &why) || why.code == CK_ERR_NOT_FOUND) {
        return true;
    }
    if (err != NULL) {
        *err = why;
    }
    return false;
}

/* Fails when somebody else's file has that name. */
static bool is_free(enum ck_timekeeper keeper, const char *name, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = TEXT_MAX};

    return read_unit(keeper, name, &text, err) &&
           (text.len == 0 || strstr(ck_buf_text(&text), CK_SCHEDULE_MARK) != NULL ||
            ck_fail(err, CK_ERR_NAME, "%s is not Clipkeep's", name));
}

static bool write_unit(enum ck_timekeeper keeper, const char *name,
                       const struct ck_buf *text, struct ck_error *err)
{
    ck_autobuf struct ck_buf path = {0};
    char *slash;
    bool ok;

    if (!ck_buf_ok(text)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!path_of(keeper, name, &path, err)) {
        return false;
    }
    slash = strrchr(path.data, '/');
    *slash = '\0';
    ok = ck_make_folders(path.data, 0755, err);
    *slash = '/';
    return ok && ck_replace_file(path.data, text->data, text->len, 0644, err);
}

static bool remove_unit(enum ck_timekeeper keeper, const char *name, struct ck_error *err)
{
    ck_autobuf struct ck_buf path = {0};

    if (!path_of(keeper, name, &path, err)) {
        return false;
    }
    return unlink(path.data) == 0 || errno == ENOENT ||
           ck_fail_errno(err, errno, "removing a schedule");
}

/* --- each of them ------------------------------------------------------------------ */

static bool refused(struct ck_error *err, const char *what)
{
    return ck_fail(err, CK_ERR_SCHEDULE, "%s failed", what);
}

static bool set_systemd(const struct ck_plan_of_day *plan, struct ck_error *err)
{
    ck_autobuf struct ck_buf service = {.max = TEXT_MAX};
    ck_autobuf struct ck_buf timer = {.max = TEXT_MAX};

    if (!is_free(CK_SYSTEMD, SERVICE, err) || !is_free(CK_SYSTEMD, TIMER, err)) {
        return false;
    }
    if (plan->every == CK_EVERY_NEVER) {
        (void)systemctl("disable", "--now", TIMER); /* it may be gone already */
        return remove_unit(CK_SYSTEMD, TIMER, err) &&
               remove_unit(CK_SYSTEMD, SERVICE, err) &&
               (systemctl("daemon-reload", NULL, NULL) || refused(err, "systemctl"));
    }
    ck_schedule_service(plan, &service);
    ck_schedule_timer(plan, &timer);
    return write_unit(CK_SYSTEMD, SERVICE, &service, err) &&
           write_unit(CK_SYSTEMD, TIMER, &timer, err) &&
           ((systemctl("daemon-reload", NULL, NULL) &&
             systemctl("enable", "--now", TIMER) && systemctl("restart", TIMER, NULL)) ||
            refused(err, "systemctl"));
}

static bool set_launchd(const struct ck_plan_of_day *plan, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = TEXT_MAX};
    ck_autobuf struct ck_buf path = {0};

    if (!is_free(CK_LAUNCHD, AGENT, err) || !path_of(CK_LAUNCHD, AGENT, &path, err)) {
        return false;
    }
    const char *const unload[] = {"launchctl", "unload", "-w", path.data, NULL};
    const char *const load[] = {"launchctl", "load", "-w", path.data, NULL};
    (void)ck_schedule_ask(unload, "", NULL, NULL); /* it may not be there yet */
    if (plan->every == CK_EVERY_NEVER) {
        return remove_unit(CK_LAUNCHD, AGENT, err);
    }
    ck_schedule_plist(plan, &text);
    return write_unit(CK_LAUNCHD, AGENT, &text, err) &&
           (ck_schedule_ask(load, "", NULL, NULL) == 0 || refused(err, "launchctl"));
}

/* Reads the person's crontab. That there is none must be said: what cannot be read is not
 * written over. */
static bool read_crontab(struct ck_buf *ret, struct ck_error *err)
{
    static const char *const argv[] = {"crontab", "-l", NULL};
    ck_autobuf struct ck_buf errors = {.max = 4096};
    int status = ck_schedule_ask(argv, "", ret, &errors);

    if (status != 0 && strstr(ck_buf_text(&errors), "no crontab") == NULL &&
        strstr(ck_buf_text(&errors), "No such file") == NULL) {
        return refused(err, "crontab -l");
    }
    if (status != 0) {
        ck_buf_clear(ret);
    }
    return true;
}

static bool set_cron(const struct ck_plan_of_day *plan, struct ck_error *err)
{
    static const char *const argv[] = {"crontab", "-", NULL};
    ck_autobuf struct ck_buf now = {.max = TEXT_MAX};
    ck_autobuf struct ck_buf then = {.max = (size_t)2 * TEXT_MAX};
    ck_autobuf struct ck_buf line = {.max = TEXT_MAX};

    if (!read_crontab(&now, err)) {
        return false;
    }
    if (plan->every != CK_EVERY_NEVER) {
        ck_schedule_cron(plan, &line);
    }
    ck_schedule_cron_replace(ck_buf_text(&now), ck_buf_text(&line), &then);
    if (!ck_buf_ok(&line) || !ck_buf_ok(&then)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return strcmp(ck_buf_text(&now), ck_buf_text(&then)) == 0 ||
           ck_schedule_ask(argv, ck_buf_text(&then), NULL, NULL) == 0 ||
           refused(err, "crontab");
}

/* Not everybody at the same minute, and always the same for one person. */
static void choose_time(struct ck_plan_of_day *plan)
{
    ck_autofree char *home = ck_place_home();
    unsigned sum = 0;

    for (const char *at = home != NULL ? home : ""; *at != '\0'; at++) {
        sum = sum * 31 + (unsigned char)*at;
    }
    plan->hour = 10 + (int)(sum / 60 % 8);
    plan->minute = (int)(sum % 60);
}

/* A variable that holds an absolute path without control characters; else NULL. */
static const char *folder_in(const char *variable)
{
    const char *value = getenv(variable);

    for (const char *at = value; at != NULL && *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == '\x7F') {
            return NULL;
        }
    }
    return value != NULL && value[0] == '/' ? value : NULL;
}

static bool lists_are_plain(const char *const *lists, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (const char *at = lists[i]; *at != '\0'; at++) {
            if ((unsigned char)*at < ' ' || *at == '\x7F') {
                return false;
            }
        }
    }
    return true;
}

bool ck_schedule_set(enum ck_every every, const char *const *lists, size_t count,
                     struct ck_error *err)
{
    ck_autofree char *program = ck_place_self();
    struct ck_plan_of_day plan = {
        .every = every,
        .program = program,
        .lists = lists,
        .count = count,
        .config_home = folder_in("XDG_CONFIG_HOME"),
        .state_home = folder_in("XDG_STATE_HOME"),
    };

    if (program == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!lists_are_plain(lists, count)) {
        return ck_fail(err, CK_ERR_USAGE, "a list with control characters");
    }
    choose_time(&plan);
    switch (find_timekeeper()) {
    case CK_SYSTEMD:
        return set_systemd(&plan, err);
    case CK_LAUNCHD:
        return set_launchd(&plan, err);
    case CK_CRON:
        return set_cron(&plan, err);
    case CK_TIMEKEEPER_NONE:
        break;
    }
    return ck_fail(err, CK_ERR_SCHEDULE, "neither systemd nor cron is here");
}

/* --- looking ----------------------------------------------------------------------- */

/* systemd's own word for when: "@1795924800". */
static int64_t next_of_timer(void)
{
    static const char *const argv[] = {"systemctl",
                                       "--user",
                                       "show",
                                       "--timestamp=unix",
                                       "--property=NextElapseUSecRealtime",
                                       "--value",
                                       TIMER,
                                       NULL};
    ck_autobuf struct ck_buf out = {.max = 4096};
    int status = ck_schedule_ask(argv, "", &out, NULL);

    return status == 0 && ck_buf_text(&out)[0] == '@'
               ? strtoll(ck_buf_text(&out) + 1, NULL, 10)
               : 0;
}

static bool show_systemd(struct ck_schedule *ret, struct ck_error *err)
{
    ck_autobuf struct ck_buf timer = {.max = TEXT_MAX};
    ck_autobuf struct ck_buf service = {.max = TEXT_MAX};

    if (!path_of(CK_SYSTEMD, TIMER, &ret->where, err) ||
        !read_unit(CK_SYSTEMD, TIMER, &timer, err) ||
        !read_unit(CK_SYSTEMD, SERVICE, &service, err)) {
        return false;
    }
    if (ck_schedule_read_timer(ck_buf_text(&timer), ck_buf_text(&service), ret)) {
        ret->next = next_of_timer();
    }
    return true;
}

static bool show_other(struct ck_schedule *ret, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = TEXT_MAX};
    bool cron = ret->keeper == CK_CRON;
    int hour = 0, minute = 0;

    if (cron) {
        ck_buf_adds(&ret->where, "crontab");
    } else if (!path_of(CK_LAUNCHD, AGENT, &ret->where, err)) {
        return false;
    }
    if (!(cron ? read_crontab(&text, err) : read_unit(CK_LAUNCHD, AGENT, &text, err))) {
        return false;
    }
    if (cron ? ck_schedule_read_cron(ck_buf_text(&text), ret, &hour, &minute)
             : ck_schedule_read_plist(ck_buf_text(&text), ret, &hour, &minute)) {
        ret->next = ck_schedule_next(ret->every, hour, minute, (int64_t)time(NULL));
    }
    return true;
}

bool ck_schedule_show(struct ck_schedule *ret, struct ck_error *err)
{
    *ret = (struct ck_schedule){
        .keeper = find_timekeeper(), .where.max = 4096, .command.max = TEXT_MAX};
    switch (ret->keeper) {
    case CK_SYSTEMD:
        return show_systemd(ret, err);
    case CK_LAUNCHD:
    case CK_CRON:
        return show_other(ret, err);
    case CK_TIMEKEEPER_NONE:
        break;
    }
    return ck_fail(err, CK_ERR_SCHEDULE, "neither systemd nor cron is here");
}
