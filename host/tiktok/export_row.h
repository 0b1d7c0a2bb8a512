/* export_row.h - what one entry of a data export says (tiktok.md §8): when, and which
 * post. Pure: no I/O. */
#ifndef CK_TIKTOK_EXPORT_ROW_H
#define CK_TIKTOK_EXPORT_ROW_H

#include "tiktok/address.h"
#include "tiktok/export.h"

struct ck_export_entry_facts {
    int64_t date;            /* Unix seconds, 0 unknown */
    char id[CK_ID_SIZE];     /* of the post that it is about; "" when it names none */
    char user[CK_USER_SIZE]; /* its creator, where the address says; "" unknown */
    const char *text;        /* a post's caption, a comment's words; "": none */
    const char *name;        /* of an account; "": none */
};

/* Reads an entry. The texts are borrowed from the row. */
void ck_export_row_read(const struct ck_export_row *row,
                        struct ck_export_entry_facts *ret);
/* Unix seconds of "2026-01-31 23:59:59", which may end in " UTC" or " +0000 UTC"; 0 for
 * anything else, and for dates that are none. */
int64_t ck_export_date(const char *text);

#endif
