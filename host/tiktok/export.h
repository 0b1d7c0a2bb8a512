/* export.h - the data export that TikTok makes of an account (tiktok.md §8), of any year,
 * as JSON or as a folder of texts, whole or only some of its sections. Fed in pieces of
 * any length; takes a few hundred kilobytes however long it is. Lists are found by their
 * names, wherever they stand. Direct messages are passed over unread. Pure: no I/O. */
#ifndef CK_TIKTOK_EXPORT_H
#define CK_TIKTOK_EXPORT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ck_export_list {
    CK_EXPORT_NONE,
#define CK_LIST(name, text, form) name,
#include "tiktok/export_names.inc"
#undef CK_LIST
    CK_EXPORT_LISTS,
};
/* "posts", "likes", …, for programs. Never NULL. */
const char *ck_export_list_text(enum ck_export_list list);

/* What one entry of a list says: names as they stand in the file ("Date", "link", "Video
 * Link"), values without NUL bytes, which may be no UTF-8; several values of one name are
 * joined by newlines, as the addresses of a photo post are. Borrowed. */
struct ck_export_field {
    const char *name, *value;
};
struct ck_export_row {
    enum ck_export_list list;
    const struct ck_export_field *fields;
    size_t count;
};
typedef void ck_export_told(void *ctx, const struct ck_export_row *row);

/* A list, with where it stands: its names joined by " > ", or the name of its text file.
 */
struct ck_export_found {
    enum ck_export_list list;
    char *path;
    int64_t count; /* entries */
};
struct ck_export_note {
    char *where, *what;
};
struct ck_export_notes {
    struct ck_export_note *of;
    size_t count;
};

struct ck_export;

/* Begins. `told` (NULL: nobody) learns of each entry. Errors: no-memory. Free with
 * ck_export_free(). */
CK_NODISCARD bool ck_export_create(ck_export_told *told, void *ctx,
                                   struct ck_export **ret, struct ck_error *err);
void ck_export_free(struct ck_export *export);

/* A file of the export begins; `name` is its path inside it ("TikTok/Posts/Posts.txt").
 * False: nothing is to be read of it (messages, pictures, …), which is noted. */
bool ck_export_begin(struct ck_export *export, const char *name);
/* What the file holds. False: the rest of it need not be read; what is wrong is noted. */
bool ck_export_feed(struct ck_export *export, const char *bytes, size_t len);
/* The file is read as far as it goes. */
void ck_export_end(struct ck_export *export);
/* Notes what went wrong elsewhere. `where`: the file. */
void ck_export_problem(struct ck_export *export, const char *where, const char *what);

/* Puts the lists that were found into the order of enum ck_export_list. */
void ck_export_sort(struct ck_export *export);
/* Whether memory sufficed so far: if not, what was found is not all. Errors: no-memory.
 */
CK_NODISCARD bool ck_export_ok(const struct ck_export *export, struct ck_error *err);
/* "A", "B" or "C" (tiktok.md §8), "A/B" or "B/C" where too little is there to tell,
 * "text", "mixed" or "unknown". */
const char *ck_export_layout(const struct ck_export *export);
/* All borrowed. A list that is there and empty counts 0. */
const struct ck_export_found *ck_export_found(const struct ck_export *export,
                                              size_t *ret_count);
/* What holds something that is not understood (`what` is NULL). */
const struct ck_export_notes *ck_export_unknown(const struct ck_export *export);
/* What is understood and left alone, with the reason: direct messages and settings. */
const struct ck_export_notes *ck_export_skipped(const struct ck_export *export);
const struct ck_export_notes *ck_export_problems(const struct ck_export *export);

#endif
