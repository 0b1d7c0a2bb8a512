/* The side of `clipkeep import` that reads: a process of its own, which may do nothing
 * but read the export and write down what is in it. */
#include "face/importing.h"

#include "face/command.h"
#include "face/encode.h"
#include "face/line.h"
#include "face/signals.h"

#include "base/io.h"
#include "base/json.h"
#include "base/mem.h"
#include "session/import.h"
#include "session/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SAID_MAX = 256 * 1024 };

/* A post takes so much on average, to say how much is about to come. */
#define USUAL_BYTES (INT64_C(6) * 1000 * 1000)

unsigned ck_import_lists(const char *names)
{
    unsigned lists = 0;

    while (*names != '\0') {
        size_t len = strcspn(names, ",");
        unsigned before = lists;

        for (int i = 1; i < CK_EXPORT_LISTS; i++) {
            const char *name = ck_export_list_text((enum ck_export_list)i);

            if (strlen(name) == len && strncmp(names, name, len) == 0 &&
                ck_intake_knows((enum ck_export_list)i)) {
                lists |= 1U << i;
            }
        }
        if (lists == before) {
            return 0;
        }
        names += len;
        names += *names == ',';
    }
    return lists;
}

struct reading {
    const struct ck_import_wish *wish;
    struct ck_bundle *bundles[2]; /* it is read twice: to count, and to take in */
    struct ck_session *session;
    int root_fd;
    int links_fd;    /* -1: nowhere */
    char *folder;    /* the save folder */
    unsigned there;  /* lists that are in it and can be taken in */
    unsigned others; /* lists that are in it and cannot */
    int64_t counts[CK_EXPORT_LISTS];
    struct ck_export_own own;
    int64_t now;
    char handle[CK_USER_SIZE]; /* of the account, "" unknown */
    char problem[600];         /* the first thing that could not be read, "": none */
};

static void note_row(void *ctx, const struct ck_export_row *row)
{
    struct reading *reading = ctx;

    ck_export_own_add(&reading->own, row, reading->now);
    for (size_t i = 0; row->list == CK_EXPORT_PROFILE && i < row->count; i++) {
        if (strcasecmp(row->fields[i].name, "userName") == 0 &&
            ck_user_valid(row->fields[i].value)) {
            (void)snprintf(reading->handle, sizeof(reading->handle), "%s",
                           row->fields[i].value);
        }
    }
}

static bool prepare(struct reading *reading, struct ck_error *err)
{
    const struct ck_session_options options = {.consent = reading->wish->consent};
    struct ck_archive *archive;

    if (!ck_bundle_open(reading->wish->path, &reading->bundles[0], err) ||
        !ck_bundle_open(reading->wish->path, &reading->bundles[1], err) ||
        !ck_session_create(&options, &reading->session, err) ||
        !ck_session_archive(reading->session, &archive, err) ||
        !ck_session_where(reading->session, 0, NULL, &reading->folder, err)) {
        return false;
    }
    reading->root_fd = open(reading->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (reading->root_fd < 0) {
        return ck_fail_errno(err, errno, "opening the save folder");
    }
    ck_import_confine_taking(reading->wish->path, reading->folder);
    return true;
}

static void note_problem(struct reading *reading, const struct ck_export_notes *problems)
{
    if (problems->count > 0) {
        (void)snprintf(reading->problem, sizeof(reading->problem), "%.400s: %.150s",
                       problems->of[0].where, problems->of[0].what);
    }
}

static bool count(struct reading *reading, struct ck_error *err)
{
    struct ck_export *export = NULL;
    bool ok = ck_export_create(note_row, reading, &export, err) &&
              ck_import_read(reading->bundles[0], export, err);

    if (ok) {
        size_t found_count;
        const struct ck_export_found *found = ck_export_found(export, &found_count);

        for (size_t i = 0; i < found_count; i++) {
            unsigned bit = 1U << found[i].list;

            *(ck_intake_knows(found[i].list) ? &reading->there : &reading->others) |= bit;
            reading->counts[found[i].list] += found[i].count;
        }
        note_problem(reading, ck_export_problems(export));
    }
    ck_export_free(export);
    return ok;
}

void ck_import_own_text(const struct ck_export_own *own, struct ck_buf *ret)
{
    struct tm at;
    time_t next = (time_t)own->next;
    char day[32] = "";

    if (own->posts == 0) {
        return;
    }
    ck_buf_addf(ret,
                "your own posts: %" PRId64 ", of which %" PRId64
                " are photo posts; links: %" PRId64 " live, %" PRId64 " ended, %" PRId64
                " without a date, %" PRId64 " none\n",
                own->posts, own->photos, own->live, own->ended, own->undated,
                own->without);
    if (own->next > 0 && localtime_r(&next, &at) != NULL &&
        strftime(day, sizeof(day), "%Y-%m-%d %H:%M", &at) > 0) {
        ck_buf_addf(ret, "the next of these links ends on %s\n", day);
    }
}

/* What is taken in when nobody said more: what was watched is too much to be meant. */
static unsigned usual(const struct reading *reading)
{
    return reading->there & ~(1U << CK_EXPORT_WATCHED);
}

/* Names what is in it and stays there. */
static void say_others(const struct reading *reading, unsigned chosen)
{
    unsigned left = reading->others | (reading->there & ~chosen);
    const char *between = "not taken in: ";

    for (int i = 1; i < CK_EXPORT_LISTS; i++) {
        if ((left >> i & 1U) != 0 && reading->counts[i] > 0) {
            (void)fprintf(stderr, "%s%s (%" PRId64 ")", between,
                          ck_export_list_text((enum ck_export_list)i),
                          reading->counts[i]);
            between = ", ";
        }
    }
    if (strcmp(between, ", ") == 0) {
        (void)fputc('\n', stderr);
    }
}

static bool ask(struct reading *reading, unsigned *ret_lists)
{
    ck_autobuf struct ck_buf own = {.max = 1000};
    int64_t posts = 0;
    char line[64], bytes[16];

    (void)fputs("In this export:\n", stderr);
    for (int i = 1; i < CK_EXPORT_LISTS; i++) {
        if ((usual(reading) >> i & 1U) != 0) {
            (void)fprintf(stderr, "%9" PRId64 "  %s%s\n", reading->counts[i],
                          ck_export_list_text((enum ck_export_list)i),
                          ck_intake_saves((enum ck_export_list)i) ? "" : " (as a table)");
            posts += ck_intake_saves((enum ck_export_list)i) ? reading->counts[i] : 0;
        }
    }
    say_others(reading, usual(reading));
    ck_import_own_text(&reading->own, &own);
    (void)fputs(ck_buf_text(&own), stderr);
    ck_text_bytes(posts * USUAL_BYTES, bytes);
    (void)fprintf(stderr,
                  "Take all this in, and save the posts (%" PRId64 " at most, about %s)? "
                  "[y/N] ",
                  posts, bytes);
    *ret_lists = usual(reading);
    return fgets(line, sizeof(line), stdin) != NULL && (line[0] | 0x20) == 'y';
}

/* Nothing can be taken in: why. Returns the exit status. */
static int say_nothing(const struct reading *reading)
{
    ck_autobuf struct ck_buf clean = {.max = 1000};
    bool unread = reading->problem[0] != '\0';
    int status = unread ? CK_EXIT_UNREADABLE : CK_EXIT_NOTHING;
    struct ck_error err;

    ck_add_clean(&clean, reading->problem);
    if (reading->wish->json) {
        (void)ck_fail(&err, unread ? CK_ERR_EXPORT_UNREADABLE : CK_ERR_EXPORT_NOTHING,
                      "%s", ck_buf_text(&clean));
        return ck_print_error(true, NULL, &err, status);
    }
    (void)fprintf(stderr, "clipkeep import: %s\n",
                  unread ? ck_buf_text(&clean)
                         : "no list of TikTok's data export is in it");
    return status;
}

/* What is to be taken in; false: nothing, and `ret_status` says how it ends. */
static bool choose(struct reading *reading, unsigned *ret_lists, int *ret_status)
{
    *ret_lists = reading->wish->lists & reading->there;
    *ret_status = CK_EXIT_OK;
    if (reading->there == 0) {
        *ret_status = say_nothing(reading);
        return false;
    }
    if (reading->wish->lists != 0) {
        if (!reading->wish->json) {
            say_others(reading, *ret_lists);
        }
        return true; /* also when none of them is in it: that is told */
    }
    if (reading->wish->json || isatty(STDIN_FILENO) != 1) {
        *ret_status =
            ck_usage("import", "say which --lists; --dry-run shows what is in it");
        return false;
    }
    return ask(reading, ret_lists);
}

static json_t *list_json(const struct ck_intake *intake, enum ck_export_list list)
{
    const struct ck_intake_list *one = ck_intake_list(intake, list);

    return json_pack("{s:s, s:I, s:I, s:I, s:o, s:o}", "name", ck_export_list_text(list),
                     "entries", (json_int_t)one->entries, "unnamed",
                     (json_int_t)one->unnamed, "joined", (json_int_t)one->joined, "run",
                     one->run > 0 ? json_integer((json_int_t)one->run) : json_null(),
                     "table",
                     one->table[0] != '\0' ? json_string(one->table) : json_null());
}

/* {"lists","problems"} of what was taken in, written to the other process. */
static bool say(const struct ck_intake *intake, const struct ck_export *export,
                unsigned lists, int fd, struct ck_error *err)
{
    const struct ck_export_notes *problems = ck_export_problems(export);
    ck_autobuf struct ck_buf text = {.max = SAID_MAX};
    json_t *all = json_array(), *wrong = json_array(), *said;
    bool ok;

    for (int i = 1; i < CK_EXPORT_LISTS; i++) {
        if ((lists >> i & 1U) != 0) {
            (void)json_array_append_new(all, list_json(intake, (enum ck_export_list)i));
        }
    }
    for (size_t i = 0; i < problems->count; i++) {
        (void)json_array_append_new(
            wrong,
            json_pack("{s:o, s:o}", "where", ck_encode_text(problems->of[i].where, 500),
                      "what", ck_encode_text(problems->of[i].what, 500)));
    }
    said = json_pack("{s:o, s:o}", "lists", all, "problems", wrong);
    ok = ck_json_add(&text, said, JSON_COMPACT);
    json_decref(said);
    return ok ? ck_write_all(fd, ck_buf_text(&text), text.len, err)
              : ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* What is taken in, and how far that is. */
struct taking {
    struct ck_intake *intake;
    unsigned lists;
    int64_t entries, of;
    struct ck_line line;
};

enum { CLEAN_UP_MS = 1000 };

static volatile sig_atomic_t asked_to_end;

static void note_end(int number)
{
    asked_to_end = number;
    ck_signals_last_word(CLEAN_UP_MS, 128 + number);
}

static void take_row(void *ctx, const struct ck_export_row *row)
{
    struct taking *taking = ctx;

    if (asked_to_end != 0) {
        ck_intake_free(taking->intake); /* a half table goes; what was queued stays */
        _exit(128 + (int)asked_to_end);
    }
    taking->entries += taking->lists >> row->list & 1U;
    if (taking->line.wanted && ck_line_due(&taking->line)) {
        ck_import_say_progress(json_pack("{s:s, s:I, s:I}", "stage", "reading", "entries",
                                         (json_int_t)taking->entries, "of",
                                         (json_int_t)taking->of));
    }
    ck_intake_told(taking->intake, row);
}

static int64_t entries_of(const struct reading *reading, unsigned lists)
{
    int64_t sum = 0;

    for (int i = 1; i < CK_EXPORT_LISTS; i++) {
        sum += (lists >> i & 1U) != 0 ? reading->counts[i] : 0;
    }
    return sum;
}

static bool take_in(struct reading *reading, unsigned lists, int fd, struct ck_error *err)
{
    const struct ck_intake_options options = {.lists = lists,
                                              .handle = reading->handle,
                                              .came_from =
                                                  ck_bundle_name(reading->bundles[1]),
                                              .root_fd = reading->root_fd,
                                              .links_fd = reading->links_fd,
                                              .now = reading->now,
                                              .folder = reading->folder};
    struct taking taking = {.lists = lists,
                            .of = entries_of(reading, lists),
                            .line = {.wanted = reading->wish->progress}};
    struct ck_export *export = NULL;
    bool ok;

    ck_signals_heed(note_end);
    ok = ck_intake_create(reading->session, &options, &taking.intake, err) &&
         ck_export_create(take_row, &taking, &export, err) &&
         ck_import_read(reading->bundles[1], export, err) &&
         ck_intake_end(taking.intake, ck_export_problems(export)->count == 0, err) &&
         say(taking.intake, export, lists, fd, err);

    ck_export_free(export);
    ck_intake_free(taking.intake);
    return ok;
}

int ck_import_read_and_say(const struct ck_import_wish *wish, int fd, int links_fd)
{
    struct reading reading = {
        .wish = wish, .root_fd = -1, .links_fd = links_fd, .now = time(NULL)};
    struct ck_error err = {0};
    unsigned lists = 0;
    int status = CK_EXIT_OK;
    bool opened = prepare(&reading, &err);
    bool ok = opened && count(&reading, &err);

    if (ok && choose(&reading, &lists, &status)) {
        ok = take_in(&reading, lists, fd, &err);
    }
    if (!ok) {
        status = ck_print_error(wish->json, wish->path, &err,
                                opened ? CK_EXIT_FAILED : CK_EXIT_UNREADABLE);
    }
    ck_session_free(reading.session);
    ck_bundle_free(reading.bundles[0]);
    ck_bundle_free(reading.bundles[1]);
    ck_free(reading.folder);
    ck_close_pointer(&reading.root_fd);
    return status;
}
