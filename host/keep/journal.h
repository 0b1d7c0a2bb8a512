/* journal.h - journal.jsonl in the save folder: what happened, one event a line, each
 * line bearing the hash of the one before. Format: JOURNAL.md. */
#ifndef CK_KEEP_JOURNAL_H
#define CK_KEEP_JOURNAL_H

#include "base/buf.h"
#include "keep/archive.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CK_JOURNAL_NAME "journal.jsonl"
/* What the first line bears for the hash of a line before. */
#define CK_JOURNAL_FIRST_PREV                                                            \
    "0000000000000000000000000000000000000000000000000000000000000000"

enum { CK_JOURNAL_LINE_MAX = 1024 * 1024 };

/* Append the event as one line without its newline; `prev` is the hash of the line
 * before, `at` is in Unix seconds. False: no memory, or too long, or a name that is not
 * UTF-8. Pure. */
CK_NODISCARD bool ck_journal_encode_kept(struct ck_buf *buf, const char *prev, int64_t at,
                                         const struct ck_kept *kept);
CK_NODISCARD bool ck_journal_encode_moved(struct ck_buf *buf, const char *prev,
                                          int64_t at, const struct ck_kept *kept);
CK_NODISCARD bool ck_journal_encode_failed(struct ck_buf *buf, const char *prev,
                                           int64_t at, const char *post, const char *page,
                                           enum ck_code code);

/* Files have come beside a post, or into the folder: `kept->files`. CK_ADDED: comments,
 * or (`post` being "") what belongs to no post (loose.h); CK_MOVED_AWAY: these are in
 * another save folder now. */
enum ck_files_event { CK_ADDED, CK_PERMITTED, CK_WITHDRAWN, CK_MOVED_AWAY };
CK_NODISCARD bool ck_journal_encode_files(struct ck_buf *buf, const char *prev,
                                          int64_t at, enum ck_files_event event,
                                          const char *post, const struct ck_kept *kept);

/* The same for an event that others have made, an object with the fields of JOURNAL.md
 * but `prev` and `sum`. */
CK_NODISCARD bool ck_journal_encode(struct ck_buf *buf, const char *prev, json_t *event);
/* The event of a line; a new reference, NULL: it is none, or no memory. Hostile input.
 * Pure. */
json_t *ck_journal_event(const char *line, size_t len);

/* Reads the event of a line. `ret_kept` is filled for `kept` (all but `folder`, which is
 * NULL; free with ck_kept_clear()) and empty for other events. Hostile input: names that
 * lead out of the folder, hashes that are none, absurd numbers are refused. False: no
 * event that can be used, or no memory. Pure. */
CK_NODISCARD bool ck_journal_decode(const char *line, size_t len,
                                    struct ck_kept *ret_kept);

/* The same for `moved`, and false for all other events. */
CK_NODISCARD bool ck_journal_decode_moved(const char *line, size_t len,
                                          struct ck_kept *ret_kept);

/* Add events to the journal in the save folder `rootfd`, in one write, and make them
 * last. Errors: name-taken (something else than a plain file has that name), disk-full,
 * folder-missing, folder-read-only, disk-error, no-memory, internal (a name that is not
 * UTF-8). */
CK_NODISCARD bool ck_journal_kept(int rootfd, const struct ck_kept *const *kept,
                                  size_t count, struct ck_error *err);
/* `kept` as it was in this folder. */
CK_NODISCARD bool ck_journal_moved(int rootfd, const struct ck_kept *kept,
                                   struct ck_error *err);
CK_NODISCARD bool ck_journal_files(int rootfd, enum ck_files_event event,
                                   const char *post, const struct ck_kept *kept,
                                   struct ck_error *err);
/* Events that others have made. */
CK_NODISCARD bool ck_journal_add(int rootfd, json_t *const *events, size_t count,
                                 struct ck_error *err);
CK_NODISCARD bool ck_journal_failed(int rootfd, const char *post, const char *page,
                                    enum ck_code code, struct ck_error *err);

struct ck_journal_report {
    int64_t lines;
    int64_t torn;         /* cut short by a power cut; the chain is sound there */
    int64_t broken;       /* the chain is not: this line or one before it was changed */
    int64_t first_broken; /* number of that line, from 1; 0: none */
    int64_t first_at, last_at; /* when the first and the last event were written down */
    int64_t broken_at;         /* when the one of line first_broken was, 0: unknown */
};

/* True for a line, without its newline, that ends with its own hash. Pure. */
bool ck_journal_sealed(const char *line, size_t len);

/* Checks the chain; a missing journal has no lines. Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_journal_check(int rootfd, struct ck_journal_report *ret,
                                   struct ck_error *err);

#endif
