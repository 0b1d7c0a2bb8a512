/* cli_rescan.c - clipkeep rescan. What it prints as JSON: CHECKUP.md. */
#include "face/command.h"
#include "face/encode.h"
#include "face/line.h"
#include "face/signals.h"

#include "session/checkup.h"

#include <stdio.h>

enum { TEXT_MAX = 16384 };

struct scanning {
    struct ck_rescan_report report;
    char aside[64];    /* what the damaged record is called now, "" when it was sound */
    int64_t kept;      /* posts that the record has in the end */
    int signal_number; /* that ended it, 0: none */
    struct ck_line line;
};

static void draw(struct scanning *scanning)
{
    char text[80];

    (void)snprintf(text, sizeof(text), "%lld files looked at, %lld posts entered",
                   (long long)scanning->report.files,
                   (long long)scanning->report.entered);
    ck_line_draw(&scanning->line, text);
}

static bool read_all(struct scanning *scanning, struct ck_checkup *checkup, int signal_fd,
                     struct ck_error *err)
{
    bool more = true;
    bool ok = true;

    while (ok && more && (scanning->signal_number = ck_signals_take(signal_fd)) == 0) {
        ok = ck_rebuild_step(checkup, &more, err);
        scanning->report = *ck_rebuild_so_far(checkup);
        if (ck_line_due(&scanning->line)) {
            draw(scanning);
        }
    }
    ck_line_wipe(&scanning->line);
    return ok;
}

static bool count_kept(struct scanning *scanning, struct ck_session *session,
                       struct ck_error *err)
{
    struct ck_archive *archive;
    int64_t bytes;

    return ck_session_archive(session, &archive, err) &&
           ck_archive_count(archive, &scanning->kept, &bytes, err);
}

static bool scan(struct scanning *scanning, struct ck_session *session, bool json,
                 struct ck_error *err)
{
    struct ck_checkup *checkup = NULL;
    int signal_fd;
    bool ok = ck_signals_catch(&signal_fd, err) &&
              ck_rebuild_open(session, scanning->aside, &checkup, err);

    if (scanning->aside[0] != '\0' && !json) {
        (void)fprintf(stderr,
                      "The record was damaged. It is kept as %s; a new one is made.\n",
                      scanning->aside);
    }
    ok = ok && read_all(scanning, checkup, signal_fd, err) &&
         count_kept(scanning, session, err);
    ck_checkup_free(checkup);
    return ok;
}

static json_t *scanned_json(const struct scanning *scanning, const char *folder)
{
    const struct ck_rescan_report *report = &scanning->report;

    return json_pack(
        "{s:o, s:b, s:s?, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "folder",
        ck_encode_text(folder, TEXT_MAX), "finished", (int)(scanning->signal_number == 0),
        "setAside", scanning->aside[0] != '\0' ? scanning->aside : NULL, "events",
        (json_int_t)report->events, "sidecars", (json_int_t)report->sidecars, "refused",
        (json_int_t)report->refused, "files", (json_int_t)report->files, "entered",
        (json_int_t)report->entered, "permissions", (json_int_t)report->permissions,
        "runs", (json_int_t)report->runs, "kept", (json_int_t)scanning->kept);
}

static void print_scanned(const struct scanning *scanning)
{
    const struct ck_rescan_report *report = &scanning->report;

    (void)printf("%lld files looked at, %lld posts entered; the record has %lld now.\n",
                 (long long)report->files, (long long)report->entered,
                 (long long)scanning->kept);
    if (report->permissions > 0) {
        (void)printf("%lld permissions entered.\n", (long long)report->permissions);
    }
    if (report->runs > 0) {
        (void)printf("%lld runs through lists entered.\n", (long long)report->runs);
    }
    if (report->refused > 0) {
        (void)printf("%lld .info.json files could not be understood.\n",
                     (long long)report->refused);
    }
    if (scanning->signal_number != 0) {
        (void)puts("Stopped. `clipkeep rescan` begins again; nothing is entered twice.");
    } else if (report->entered > 0) {
        (void)puts("Whether the files are whole: `clipkeep verify`.");
    }
}

static int scan_and_tell(struct ck_session *session, bool json)
{
    struct scanning scanning = {.line = ck_line_begin(json)};
    const char *folder = ck_session_settings(session)->folder;
    struct ck_error err = {0};
    int status;

    if (!scan(&scanning, session, json, &err)) {
        return ck_print_error(json, folder, &err, CK_EXIT_SETUP);
    }
    status = scanning.signal_number != 0 ? 128 + scanning.signal_number : CK_EXIT_OK;
    if (json) {
        return ck_print_json(scanned_json(&scanning, folder), status);
    }
    print_scanned(&scanning);
    return status;
}

int ck_command_rescan(int argc, char **argv)
{
    return ck_run_in_session(argc, argv, scan_and_tell);
}
