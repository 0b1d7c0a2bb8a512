/* names.h - the pattern by which posts are named: "{author}/{date} {title} [{id}]". What
 * stands between slashes are the folders below the save folder and, last, the name of the
 * post: of a photo post that of its folder. Separators come from the pattern alone, never
 * from what a field holds. Pure: no I/O. */
#ifndef CK_KEEP_NAMES_H
#define CK_KEEP_NAMES_H

#include "base/error.h"
#include "keep/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is in force until the person wants another; "" stands for it. */
#define CK_NAMES_USUAL "{author}/{date} {title} [{id}]"

enum {
    CK_NAMES_MAX = 200,   /* bytes of a pattern */
    CK_NAMES_FOLDERS = 3, /* below the save folder */
    CK_NAMES_FOLDER_MAX = 100,
    /* With a slash or NUL behind each, and a "_" before the first. */
    CK_NAMES_PATH_SIZE = CK_NAMES_FOLDERS * (CK_NAMES_FOLDER_MAX + 1) + 1,
};

/* What a pattern can speak of. NULL is "". */
struct ck_name_facts {
    const char *author;   /* {author}: handle */
    const char *text;     /* {title}: first words of the caption */
    const char *id;       /* {id}: always in the name, never cut */
    int64_t created;      /* {date} {year} {month} {day}: Unix seconds, shown in UTC; not
                             after 1970 or past the year 9999: not known */
    const char *nickname; /* {nickname} */
    const char *kind;     /* {kind}: "video" or "photo" */
    const char *music;    /* {music}: title of the sound */
};

enum ck_names_fault {
    CK_NAMES_FINE,
    CK_NAMES_EMPTY,     /* nothing would be left of what stands between two slashes */
    CK_NAMES_CHARACTER, /* a control character, or not UTF-8 */
    CK_NAMES_BRACE,     /* one that is not opened or not closed */
    CK_NAMES_FIELD,     /* an unknown one */
    CK_NAMES_LONG,      /* the pattern, or the name without what can be shortened */
    CK_NAMES_DEEP,      /* too many folders */
    CK_NAMES_FAULTS,
};
/* "empty", "character", …: for the extension, which has its own sentences. */
const char *ck_names_fault_text(enum ck_names_fault fault);

struct ck_names_where {
    enum ck_names_fault fault;
    size_t at;     /* the character where it begins, from 1 */
    char part[48]; /* what stands there, cut on a character's border */
};

/* The pattern itself, or the usual one for "". */
const char *ck_names_in_force(const char *names);
/* True for a pattern that can be used; else `ret` (may be NULL) says what is wrong. */
bool ck_names_check(const char *names, struct ck_names_where *ret);
/* The same as an error: names-bad, the detail a sentence in English. */
CK_NODISCARD bool ck_names_valid(const char *names, struct ck_error *err);

/* Names a post: the folders ("" for the save folder itself, "catlady", "2026/02") and the
 * stem of its files (no suffix, at most CK_NAME_STEM_MAX bytes). " [ID]" is put behind a
 * name without {id}; words and names are shortened until it fits. An unknown author,
 * or a folder of which nothing remains, is "unknown". Errors: names-bad. */
CK_NODISCARD bool ck_names_post(const char *names, const struct ck_name_facts *facts,
                                char ret_folder[CK_NAMES_PATH_SIZE],
                                char ret_stem[CK_NAME_MAX + 1], struct ck_error *err);

#endif
