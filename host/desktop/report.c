#include "desktop/report.h"

#include "base/mem.h"
#include "base/version.h"
#include "desktop/manifest.h"
#include "desktop/places.h"
#include "desktop/spawn.h"

#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_LIMIT ((size_t)4 * PATH_MAX)

/* The length of `start` when `path` lies in it or is it, else 0. */
static size_t within(const char *path, const char *start)
{
    size_t len = start != NULL ? strlen(start) : 0;

    if (len < 2 || strncmp(path, start, len) != 0) {
        return 0;
    }
    return path[len] == '/' || path[len] == '\0' ? len : 0;
}

/* Adds a path for a reader, or in quotes (`quoted`) so that a shell takes it as one word
 * and turns ~ and $USER back. */
static void add_path(const struct ck_report *report, struct ck_buf *out, const char *path,
                     bool quoted)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789/._-+@:,";
    size_t home = within(path, report->home);
    bool odd;

    path += home;
    ck_buf_adds(out, home > 0 ? "~" : "");
    odd = quoted && path[strspn(path, plain)] != '\0';
    if (odd && path[0] == '/' && home > 0) {
        ck_buf_addc(out, *path++); /* a shell knows ~ only outside of quotes */
    }
    ck_buf_adds(out, odd ? "\"" : "");
    while (*path != '\0') {
        size_t user = path[0] == '/' ? within(path + 1, report->user) : 0;

        if (odd && strchr("\"\\$`", *path) != NULL) {
            ck_buf_addc(out, '\\');
        }
        ck_buf_addc(out, *path++);
        if (user > 0) {
            ck_buf_adds(out, "$USER");
            path += user;
        }
    }
    ck_buf_adds(out, odd ? "\"" : "");
}

bool ck_report_init(struct ck_report *report)
{
    const struct passwd *user = getpwuid(getuid());
    ck_autofree char *self = ck_place_self();
    ck_autofree char *found = NULL;
    ck_autobuf struct ck_buf command = {.max = PATH_MAX};
    const char *name;

    *report = (struct ck_report){.ok = true, .checks = json_array()};
    report->home = ck_place_home();
    report->user = ck_strdup(user != NULL ? user->pw_name : getenv("USER"));
    if (self == NULL || report->checks == NULL) {
        return false;
    }
    name = strrchr(self, '/') + 1;
    found = ck_find_program(name);
    if (found != NULL && ck_same_file(found, self)) {
        ck_buf_adds(&command, name);
    } else {
        add_path(report, &command, self, true);
    }
    report->command = ck_buf_take(&command);
    return report->command != NULL;
}

void ck_report_free(struct ck_report *report)
{
    json_decref(report->checks);
    ck_free(report->home);
    ck_free(report->user);
    ck_free(report->command);
    *report = (struct ck_report){0};
}

/* Adds what one "%" of a sentence stands for; `ret_arg` moves on when it took it. */
static void add_arg(const struct ck_report *report, struct ck_buf *out, char kind,
                    const char *const **ret_arg)
{
    if (kind == 'c') {
        ck_buf_adds(out, report->command);
        return;
    }
    if (kind == 's') {
        ck_buf_adds(out, **ret_arg);
    } else {
        add_path(report, out, **ret_arg, kind == 'w');
    }
    (*ret_arg)++;
}

/* Fills `sentence` in; what stands in it now is added to `about`, one text each. Gives
 * the first of `args` that it did not take. */
static const char *const *fill_in(const struct ck_report *report, struct ck_buf *out,
                                  const char *sentence, const char *const *args,
                                  json_t *about)
{
    for (const char *at = sentence; *at != '\0'; at++) {
        size_t from = out->len;

        if (*at != '%') {
            ck_buf_addc(out, *at);
            continue;
        }
        add_arg(report, out, *++at, &args);
        (void)json_array_append_new(about, json_string(ck_buf_text(out) + from));
    }
    return args;
}

static const struct {
    const char *word, *sentence;
} words[] = {
    [CK_NO_REMEDY] = {NULL, NULL},
#define CK_FINE(name, word, sentence) [name] = {word, sentence},
#define CK_TROUBLE(name, word, sentence) [name] = {word, sentence},
#define CK_REMEDY(name, word, sentence) [name] = {word, sentence},
#include "desktop/doctor_words.inc"
#undef CK_FINE
#undef CK_TROUBLE
#undef CK_REMEDY
};

void ck_report_add(struct ck_report *report, const char *check, const char *subject,
                   enum ck_health health, enum ck_doctor_words what,
                   enum ck_doctor_words remedy, const char *const *args)
{
    static const char *const states[] = {"ok", "warning", "failed"};
    ck_autobuf struct ck_buf text = {.max = TEXT_LIMIT};
    ck_autobuf struct ck_buf fix = {.max = TEXT_LIMIT};
    json_auto_t *about = json_array();
    json_t *row;

    args = fill_in(report, &text, words[what].sentence, args, about);
    if (remedy != CK_NO_REMEDY) {
        (void)fill_in(report, &fix, words[remedy].sentence, args, NULL);
    }
    row = json_pack("{s:s, s:s, s:s, s:s, s:s?, s:O, s:s?, s:s?}", "check", check,
                    "subject", subject, "state", states[health], "text",
                    ck_buf_text(&text), "trouble", words[what].word, "about", about,
                    "fix", remedy != CK_NO_REMEDY ? ck_buf_text(&fix) : NULL, "remedy",
                    words[remedy].word);
    if (row == NULL) {
        row = json_pack("{s:s, s:s, s:s, s:s, s:n, s:[], s:n, s:n}", "check", check,
                        "subject", subject, "state", states[health], "text",
                        "A path here is not UTF-8.", "trouble", "about", "fix", "remedy");
    }
    (void)json_array_append_new(report->checks, row);
    report->ok = report->ok && health != CK_HEALTH_FAILED;
}
