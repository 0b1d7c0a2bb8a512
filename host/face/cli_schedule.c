/* cli_schedule.c - clipkeep schedule: what this computer does by itself. */
#include "face/command.h"
#include "face/encode.h"

#include "base/mem.h"
#include "desktop/schedule.h"
#include "tiktok/address.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TEXT_MAX = 65536 };

static const char *time_of(int64_t at, char ret[32])
{
    const time_t when = (time_t)at;
    struct tm tm;

    if (at <= 0 || localtime_r(&when, &tm) == NULL ||
        strftime(ret, 32, "%Y-%m-%d %H:%M", &tm) == 0) {
        (void)snprintf(ret, 32, "not known");
    }
    return ret;
}

static int tell(const struct ck_schedule *schedule, bool json)
{
    char next[32];

    if (json) {
        return ck_print_json(
            json_pack("{s:s, s:s, s:o, s:o, s:o}", "every",
                      ck_every_text(schedule->every), "by",
                      ck_timekeeper_text(schedule->keeper), "where",
                      ck_encode_text(ck_buf_text(&schedule->where), TEXT_MAX), "command",
                      ck_encode_text(ck_buf_text(&schedule->command), TEXT_MAX), "next",
                      schedule->next > 0 ? json_integer(schedule->next) : json_null()),
            CK_EXIT_OK);
    }
    if (schedule->every == CK_EVERY_NEVER) {
        (void)puts("Nothing is scheduled. `clipkeep schedule weekly` has this computer "
                   "look for what is new.");
        return CK_EXIT_OK;
    }
    (void)printf("%s, by %s (", ck_every_text(schedule->every),
                 ck_timekeeper_text(schedule->keeper));
    ck_print_clean(ck_buf_text(&schedule->where));
    (void)fputs("):\n  ", stdout);
    ck_print_clean(ck_buf_text(&schedule->command));
    (void)printf("\nnext: %s\n", time_of(schedule->next, next));
    return CK_EXIT_OK;
}

static int show(bool json)
{
    struct ck_schedule schedule;
    struct ck_error err = {0};
    int status = ck_schedule_show(&schedule, &err)
                     ? tell(&schedule, json)
                     : ck_print_error(json, NULL, &err, CK_EXIT_SETUP);

    ck_schedule_clear(&schedule);
    return status;
}

/* True for what has something new now and then. */
static bool is_list(const char *text)
{
    struct ck_address address;

    if (text[0] == '@') {
        return ck_user_valid(text + 1);
    }
    return ck_address_parse(text, &address, NULL) &&
           (address.kind == CK_ADDRESS_USER || address.kind == CK_ADDRESS_TAG ||
            address.kind == CK_ADDRESS_SOUND || address.kind == CK_ADDRESS_COLLECTION ||
            address.kind == CK_ADDRESS_PLAYLIST);
}

/* A list as it is found from any folder, free with ck_free(); NULL: it is none. */
static char *resolve(const char *list)
{
    char path[PATH_MAX];

    if (list[0] != '@' && access(list, R_OK) == 0) {
        return realpath(list, path) != NULL ? ck_strdup(path) : NULL;
    }
    return is_list(list) ? ck_strdup(list) : NULL;
}

static int set(enum ck_every every, char **words, size_t count, bool json)
{
    ck_autofree char **lists = ck_calloc(count + 1, sizeof(*lists));
    struct ck_error err = {0};
    const char *bad = NULL;
    size_t known = 0;
    bool ok;

    if (lists == NULL) {
        return CK_EXIT_FAILED;
    }
    for (; known < count && bad == NULL; known += bad == NULL) {
        lists[known] = resolve(words[known]);
        bad = lists[known] == NULL ? words[known] : NULL;
    }
    ok = bad == NULL && ck_schedule_set(every, (const char *const *)lists, count, &err);
    for (size_t i = 0; i < known; i++) {
        ck_free(lists[i]);
    }
    if (bad != NULL) {
        (void)ck_fail(&err, CK_ERR_ADDRESS, "%.150s", bad);
    }
    return ok ? show(json)
              : ck_print_error(json, NULL, &err,
                               bad != NULL ? CK_EXIT_USAGE : CK_EXIT_SETUP);
}

int ck_command_schedule(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    bool json = false;
    const char *word;
    size_t count;
    int option;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option != 'J') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        json = true;
    }
    word = optind < argc ? argv[optind++] : "show";
    count = (size_t)(argc - optind);
    for (enum ck_every every = CK_EVERY_DAY; every <= CK_EVERY_WEEK; every++) {
        if (strcmp(word, ck_every_text(every)) == 0) {
            return set(every, argv + optind, count, json);
        }
    }
    if (count > 0) {
        return ck_usage("schedule", "lists go with weekly or daily");
    }
    if (strcmp(word, "off") == 0) {
        return set(CK_EVERY_NEVER, NULL, 0, json);
    }
    return strcmp(word, "show") == 0 ? show(json)
                                     : ck_usage("schedule", "weekly, daily, off or show");
}
