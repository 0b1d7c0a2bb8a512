/* importing.h - `clipkeep import` itself: a process of its own, which may do nothing but
 * that, reads the export; then what it queued is saved. */
#ifndef CK_FACE_IMPORTING_H
#define CK_FACE_IMPORTING_H

#include "base/buf.h"
#include "tiktok/export_own.h"

#include <jansson.h>
#include <stdbool.h>

struct ck_import_wish {
    const char *path;
    unsigned lists; /* bit n: enum ck_export_list n; 0: ask */
    bool json;
    bool later; /* what is queued waits, and no direct link is fetched */
    bool queue; /* what is queued waits for another Clipkeep */
    bool progress;
    bool consent; /* also what creators have turned saving off for */
};

/* Says how far it is, as a line of JSON {"progress":…} on stdout. `facts` is stolen. */
void ck_import_say_progress(json_t *facts);
/* Reads the names of lists, with commas between; 0: there is an unknown one. Pure. */
unsigned ck_import_lists(const char *names);
/* Says, in lines, what is there of the person's own posts; nothing when there are none.
 * Pure but for the time zone. */
void ck_import_own_text(const struct ck_export_own *own, struct ck_buf *ret);
/* Fetches the direct links that the other process has written into `links_fd`, and says
 * what became of them, as the `fetched` of IMPORT.md; NULL when there are none. Returns
 * through `ret_status` the exit status. */
json_t *ck_import_fetch_own(const struct ck_import_wish *wish, int links_fd,
                            int *ret_status);
/* Reads the export, asks if need be, takes it in and writes to `fd` what was taken in, as
 * JSON: {"lists":[{"name","entries","unnamed","joined","run","table"}],"problems"};
 * nothing when nothing was. Direct links go to `links_fd` (-1: nowhere). For a process
 * that ends then, with the status that it returns. */
int ck_import_read_and_say(const struct ck_import_wish *wish, int fd, int links_fd);
/* All of it. Returns the exit status. */
int ck_import_run(const struct ck_import_wish *wish);

#endif
