/* run_text.h - what the journal says of runs and of what they found (JOURNAL.md): events
 * made and read. For this room only. Pure: no I/O. */
#ifndef CK_KEEP_RUN_TEXT_H
#define CK_KEEP_RUN_TEXT_H

#include "keep/list_rows.h"

#include <jansson.h>

/* "0123456789abcdef" with its NUL. */
enum { CK_RUN_NAME = 17 };

/* A run with its list. When read, its strings are borrowed from the event. */
struct ck_run_line {
    char name[CK_RUN_NAME];
    struct ck_run run;   /* of `run.list` nothing is said */
    struct ck_list list; /* of `number` and `posts` nothing is said */
};

/* The event `run`; a new reference, NULL: no memory. */
json_t *ck_run_event(const struct ck_run_line *line, int64_t at);
/* Hostile input. False: it is none, or absurd. */
CK_NODISCARD bool ck_run_event_read(const json_t *event, struct ck_run_line *ret);

/* The event `found` of the run of this name, without posts; a new reference, NULL: no
 * memory. */
json_t *ck_found_event(const char *name, int64_t at);
/* Adds a post, with its facts or without. `ret_weight` is added to: at most so many bytes
 * are needed for it. False: no memory. */
CK_NODISCARD bool ck_found_event_add(json_t *event, const struct ck_run_entry *entry,
                                     bool facts, size_t *ret_weight);
/* The name of the run in a `found` event and its posts, borrowed; NULL: it is none. */
const char *ck_found_event_name(const json_t *event);
const json_t *ck_found_event_posts(const json_t *event);
/* Reads one of its posts; facts that are not said are "" and 0. Strings are borrowed.
 * Hostile input. False: it is none. */
CK_NODISCARD bool ck_found_event_post(const json_t *post, struct ck_run_entry *ret);

#endif
