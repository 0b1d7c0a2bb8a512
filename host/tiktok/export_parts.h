/* export_parts.h - what the files of export.h share. For these alone. */
#ifndef CK_TIKTOK_EXPORT_PARTS_H
#define CK_TIKTOK_EXPORT_PARTS_H

#include "tiktok/export.h"
#include "tiktok/export_json.h"

/* --- names ------------------------------------------------------------------------- */

enum ck_export_form {
    CK_FORM_LIST,   /* an array; each member is an entry */
    CK_FORM_MAP,    /* an object; each member is an entry */
    CK_FORM_RECORD, /* an object that is the one entry */
};
enum { CK_LAYOUT_A = 1, CK_LAYOUT_B = 2, CK_LAYOUT_C = 4 };
enum ck_export_skip { CK_SKIP_NOT, CK_SKIP_MESSAGES, CK_SKIP_NO_USE };
enum { CK_PLAIN_SIZE = 64 };

/* A name as export_names.inc has them; what is too long for one is cut. */
void ck_export_plain(const char *name, char ret[CK_PLAIN_SIZE]);
/* All take plain names. */
enum ck_export_list ck_export_list_named(const char *plain);
bool ck_export_list_any(const char *plain);
unsigned ck_export_sign(const char *plain);
enum ck_export_skip ck_export_skip_named(const char *plain);
enum ck_export_form ck_export_form(enum ck_export_list list);

/* --- entries ----------------------------------------------------------------------- */

enum { CK_EXPORT_FIELDS_MAX = 64 };

/* The entry being read. */
struct ck_export_entry {
    bool open;
    enum ck_export_list list;
    size_t count;
    size_t names[CK_EXPORT_FIELDS_MAX], values[CK_EXPORT_FIELDS_MAX]; /* within `text` */
    struct ck_buf text;
};

/* --- walking through JSON ------------------------------------------------------------
 */

enum { CK_EXPORT_DEPTH = 65 };

enum ck_export_role {
    CK_ROLE_LOOKED_INTO, /* an object that may hold lists */
    CK_ROLE_LIST,
    CK_ROLE_ENTRY,
    CK_ROLE_WITHIN,  /* part of an entry */
    CK_ROLE_UNKNOWN, /* a list that is not understood, and what is in it */
    CK_ROLE_SKIPPED,
};

struct ck_export_frame {
    enum ck_export_role role;
    enum ck_export_list list; /* of a list; else what its name would be one of */
    size_t path, names;       /* length of the path up to here, and how many names */
    int64_t members;          /* of a list */
    bool content;             /* holds a value that says something */
    bool accounted;           /* what it holds was named */
};

struct ck_export_walk {
    struct ck_json_reader json;
    struct ck_export *export;
    struct ck_export_frame frames[CK_EXPORT_DEPTH]; /* [0] is the file */
    size_t depth;
    struct ck_buf path, key;
};

/* The file is JSON. Feed it to `json`. */
void ck_export_walk_begin(struct ck_export *export);
/* The file ended, or was left at a fault: lists that are open count so far. */
void ck_export_walk_end(struct ck_export *export);

/* --- reading texts -------------------------------------------------------------------
 */

struct ck_export_lines {
    struct ck_buf line;
    struct ck_buf first; /* the label that begins an entry */
    bool blank;          /* the line before was */
    int64_t foreign;     /* lines that belong to no entry */
    int64_t count;
};

void ck_export_lines_begin(struct ck_export *export);
void ck_export_lines_feed(struct ck_export *export, const char *bytes, size_t len);
void ck_export_lines_end(struct ck_export *export);

/* --- the whole -----------------------------------------------------------------------
 */

enum ck_export_kind { CK_KIND_UNDECIDED, CK_KIND_JSON, CK_KIND_TEXT };

struct ck_export {
    ck_export_told *told;
    void *ctx;
    bool no_memory;
    char *name; /* of the file being read; NULL: none is */
    enum ck_export_kind kind;
    enum ck_export_list list; /* that the file's name says */

    struct ck_export_walk walk;
    struct ck_export_lines lines;
    struct ck_export_entry entry;

    struct ck_export_found *found;
    size_t found_count;
    struct ck_export_notes unknown, skipped, problems;

    bool texts, objects;   /* some files were */
    bool signs, own_signs; /* some section was recognised, one of this file */
    unsigned layouts;      /* that all of them fit */
    size_t unknown_before, found_before; /* when the file began */
};

void ck_export_entry_begin(struct ck_export *export, enum ck_export_list list);
/* Nothing happens outside an entry. A name that is there already gets another line. */
void ck_export_entry_add(struct ck_export *export, const char *name, const char *value);
bool ck_export_entry_has(const struct ck_export *export, const char *name);
/* Tells of it. */
void ck_export_entry_end(struct ck_export *export);

void ck_export_add_found(struct ck_export *export, enum ck_export_list list,
                         const char *path, int64_t count);
void ck_export_add_unknown(struct ck_export *export, const char *path);
void ck_export_add_skipped(struct ck_export *export, const char *path,
                           enum ck_export_skip why);

#endif
