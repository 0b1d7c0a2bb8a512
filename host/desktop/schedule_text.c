/* The texts that timekeepers read. Pure but for the local clock. */
#include "desktop/schedule_parts.h"

#include "base/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char backup[] = " backup --due";

/* systemd.service(5), "Command lines", systemd.unit(5), "Specifiers", and
 * systemd.exec(5), "Environment=", where a dollar sign means nothing. */
static void add_systemd_word(struct ck_buf *buf, const char *name, const char *word)
{
    bool command = name[0] == '\0';

    ck_buf_addf(buf, "\"%s", name);
    for (; *word != '\0'; word++) {
        if (*word == '"' || *word == '\\') {
            ck_buf_addc(buf, '\\');
        } else if (*word == '%' || (*word == '$' && command)) {
            ck_buf_addc(buf, *word);
        }
        ck_buf_addc(buf, *word);
    }
    ck_buf_addc(buf, '"');
}

static void add_systemd_variable(struct ck_buf *buf, const char *name, const char *value)
{
    if (value != NULL) {
        ck_buf_adds(buf, "Environment=");
        add_systemd_word(buf, name, value);
        ck_buf_addc(buf, '\n');
    }
}

/* For a shell, behind cron, which makes a newline of a percent sign (crontab(5)). */
static void add_cron_word(struct ck_buf *buf, const char *word)
{
    ck_buf_addc(buf, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            ck_buf_adds(buf, "'\\''");
        } else if (*word == '%') {
            ck_buf_adds(buf, "\\%");
        } else {
            ck_buf_addc(buf, *word);
        }
    }
    ck_buf_addc(buf, '\'');
}

static void add_cron_variable(struct ck_buf *buf, const char *name, const char *value)
{
    if (value != NULL) {
        ck_buf_adds(buf, name);
        add_cron_word(buf, value);
        ck_buf_addc(buf, ' ');
    }
}

static void add_xml_word(struct ck_buf *buf, const char *word)
{
    ck_buf_adds(buf, "        <string>");
    ck_xml_add(buf, word);
    ck_buf_adds(buf, "</string>\n");
}

void ck_schedule_service(const struct ck_plan_of_day *plan, struct ck_buf *ret)
{
    ck_buf_adds(ret, CK_SCHEDULE_MARK
                "\n[Unit]\nDescription=Clipkeep: what is new in public lists\n\n"
                "[Service]\nType=oneshot\nNice=10\nIOSchedulingClass=idle\n");
    add_systemd_variable(ret, "XDG_CONFIG_HOME=", plan->config_home);
    add_systemd_variable(ret, "XDG_STATE_HOME=", plan->state_home);
    ck_buf_adds(ret, "ExecStart=");
    add_systemd_word(ret, "", plan->program);
    ck_buf_adds(ret, backup);
    for (size_t i = 0; i < plan->count; i++) {
        ck_buf_addc(ret, ' ');
        add_systemd_word(ret, "", plan->lists[i]);
    }
    ck_buf_addc(ret, '\n');
}

void ck_schedule_timer(const struct ck_plan_of_day *plan, struct ck_buf *ret)
{
    ck_buf_addf(ret,
                CK_SCHEDULE_MARK
                "\n[Unit]\nDescription=Clipkeep: when to look for what is "
                "new\n\n[Timer]\nOnCalendar=%s*-*-* %02d:%02d:00\n"
                "Persistent=true\n\n[Install]\nWantedBy=timers.target\n",
                plan->every == CK_EVERY_WEEK ? "Sun " : "", plan->hour, plan->minute);
}

void ck_schedule_plist(const struct ck_plan_of_day *plan, struct ck_buf *ret)
{
    ck_buf_adds(ret, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- " CK_SCHEDULE_MARK
                     " -->\n<plist version=\"1.0\">\n<dict>\n"
                     "    <key>Label</key>\n    <string>app.clipkeep.backup</string>\n"
                     "    <key>ProgramArguments</key>\n    <array>\n");
    add_xml_word(ret, plan->program);
    add_xml_word(ret, "backup");
    add_xml_word(ret, "--due");
    for (size_t i = 0; i < plan->count; i++) {
        add_xml_word(ret, plan->lists[i]);
    }
    ck_buf_adds(ret, "    </array>\n    <key>StartCalendarInterval</key>\n    <dict>\n");
    if (plan->every == CK_EVERY_WEEK) {
        ck_buf_adds(ret, "        <key>Weekday</key>\n        <integer>0</integer>\n");
    }
    ck_buf_addf(ret,
                "        <key>Hour</key>\n        <integer>%d</integer>\n"
                "        <key>Minute</key>\n        <integer>%d</integer>\n    </dict>\n"
                "</dict>\n</plist>\n",
                plan->hour, plan->minute);
}

void ck_schedule_cron(const struct ck_plan_of_day *plan, struct ck_buf *ret)
{
    ck_buf_addf(ret, "%d %d * * %s ", plan->minute, plan->hour,
                plan->every == CK_EVERY_WEEK ? "0" : "*");
    add_cron_variable(ret, "XDG_CONFIG_HOME=", plan->config_home);
    add_cron_variable(ret, "XDG_STATE_HOME=", plan->state_home);
    add_cron_word(ret, plan->program);
    ck_buf_adds(ret, backup);
    for (size_t i = 0; i < plan->count; i++) {
        ck_buf_addc(ret, ' ');
        add_cron_word(ret, plan->lists[i]);
    }
    ck_buf_adds(ret, " " CK_SCHEDULE_MARK "\n");
}

static bool is_ours(const char *line, size_t len)
{
    static const char mark[] = CK_SCHEDULE_MARK;
    size_t mark_len = sizeof(mark) - 1;

    return len > mark_len && line[0] != '#' &&
           memcmp(line + len - mark_len, mark, mark_len) == 0;
}

void ck_schedule_cron_replace(const char *crontab, const char *line, struct ck_buf *ret)
{
    while (*crontab != '\0') {
        size_t len = strcspn(crontab, "\n");
        size_t whole = len + (crontab[len] == '\n' ? 1 : 0);

        if (!is_ours(crontab, len)) {
            ck_buf_add(ret, crontab, whole);
        }
        crontab += whole;
    }
    if (line[0] != '\0' && ret->len > 0 && ret->data[ret->len - 1] != '\n') {
        ck_buf_addc(ret, '\n');
    }
    ck_buf_adds(ret, line);
}

/* The rest of the line that begins with `name`, into `ret`. */
static bool value_of(const char *text, const char *name, struct ck_buf *ret)
{
    const char *at = strstr(text, name);

    if (at == NULL || (at != text && at[-1] != '\n')) {
        return false;
    }
    at += strlen(name);
    ck_buf_add(ret, at, strcspn(at, "\n"));
    return true;
}

bool ck_schedule_read_timer(const char *timer, const char *service,
                            struct ck_schedule *ret)
{
    ck_autobuf struct ck_buf when = {.max = 256};
    static const char mark[] = CK_SCHEDULE_MARK "\n";

    if (strncmp(timer, mark, sizeof(mark) - 1) != 0 ||
        !value_of(timer, "OnCalendar=", &when) ||
        !value_of(service, "ExecStart=", &ret->command)) {
        return false;
    }
    ret->every =
        strncmp(ck_buf_text(&when), "Sun ", 4) == 0 ? CK_EVERY_WEEK : CK_EVERY_DAY;
    return true;
}

/* The number behind a key of a plist; -1: it is not there. */
static int plist_number(const char *text, const char *key)
{
    static const char integer[] = "<integer>";
    const char *at = strstr(text, key);

    at = at != NULL ? strstr(at, integer) : NULL;
    return at != NULL ? (int)strtol(at + sizeof(integer) - 1, NULL, 10) : -1;
}

bool ck_schedule_read_plist(const char *text, struct ck_schedule *ret, int *ret_hour,
                            int *ret_minute)
{
    if (strstr(text, CK_SCHEDULE_MARK) == NULL) {
        return false;
    }
    ret->every = strstr(text, "<key>Weekday") != NULL ? CK_EVERY_WEEK : CK_EVERY_DAY;
    *ret_hour = plist_number(text, "<key>Hour");
    *ret_minute = plist_number(text, "<key>Minute");
    ck_buf_adds(&ret->command, "clipkeep backup --due");
    return *ret_hour >= 0 && *ret_minute >= 0;
}

/* The fields of a line of ours, "5 12 * * 0 COMMAND"; NULL: it was changed by hand. */
static const char *read_fields(const char *line, int *ret_minute, int *ret_hour,
                               bool *ret_weekly)
{
    static const char days[] = " * * ";
    char *at = NULL;

    *ret_minute = (int)strtol(line, &at, 10);
    *ret_hour = (int)strtol(at, &at, 10);
    if (strncmp(at, days, sizeof(days) - 1) != 0) {
        return NULL;
    }
    at += sizeof(days) - 1;
    *ret_weekly = at[0] == '0';
    return at[0] != '\0' && at[1] == ' ' ? at + 2 : NULL;
}

bool ck_schedule_read_cron(const char *crontab, struct ck_schedule *ret, int *ret_hour,
                           int *ret_minute)
{
    while (*crontab != '\0') {
        size_t len = strcspn(crontab, "\n");
        bool weekly = false;

        if (is_ours(crontab, len)) {
            const char *command = read_fields(crontab, ret_minute, ret_hour, &weekly);
            const char *end = crontab + len - sizeof(CK_SCHEDULE_MARK);

            ret->every = weekly ? CK_EVERY_WEEK : CK_EVERY_DAY;
            if (command != NULL && command < end) {
                ck_buf_add(&ret->command, command, (size_t)(end - command));
            }
            return command != NULL;
        }
        crontab += len + (crontab[len] == '\n' ? 1 : 0);
    }
    return false;
}

int64_t ck_schedule_next(enum ck_every every, int hour, int minute, int64_t now)
{
    const time_t from = (time_t)now;
    struct tm tm;

    if (localtime_r(&from, &tm) == NULL) {
        return 0;
    }
    for (int day = 0; day <= 7; day++) {
        struct tm at = tm;
        time_t when;

        at.tm_mday += day;
        at.tm_hour = hour;
        at.tm_min = minute;
        at.tm_sec = 0;
        at.tm_isdst = -1;
        when = mktime(&at);
        if (when > from && (every == CK_EVERY_DAY || at.tm_wday == 0)) {
            return (int64_t)when;
        }
    }
    return 0;
}
