/* export_json.h - JSON of any length, in pieces of any length, as one event after the
 * other and with a fixed amount of memory: TikTok's data export may be hundreds of
 * megabytes. RFC 8259, but what browsers accept is mended: a byte order mark is passed
 * over, halves of surrogate pairs and NUL become U+FFFD. Private to this room. Pure. */
#ifndef CK_TIKTOK_EXPORT_JSON_H
#define CK_TIKTOK_EXPORT_JSON_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ck_json_event {
    CK_JSON_OBJECT,
    CK_JSON_OBJECT_END,
    CK_JSON_ARRAY,
    CK_JSON_ARRAY_END,
    CK_JSON_KEY,    /* with its text */
    CK_JSON_STRING, /* likewise */
    CK_JSON_NUMBER, /* likewise, as written */
    CK_JSON_TRUE,
    CK_JSON_FALSE,
    CK_JSON_NULL,
};

/* `text` has no NUL in it but the one at its end; it may be no UTF-8 where the file is
 * none, and is cut to 64 KiB. Borrowed until the call returns. */
typedef void ck_json_told(void *ctx, enum ck_json_event event, const char *text);

struct ck_json_reader {
    ck_json_told *told;
    void *ctx;
    bool muted; /* set and cleared by who is told: texts are passed over unread */
    int64_t bytes, lines; /* read so far: where the reading stands */
    const char *wrong;    /* why it is no JSON, in words; NULL: it is so far */
    bool no_memory;       /* it ended for that */

    /* Inner. */
    unsigned state;
    int word;
    bool is_key;
    unsigned depth;
    uint64_t arrays; /* a bit for each depth: it is an array */
    unsigned unit, digits, high;
    struct ck_buf text;
};

/* Begins. Free with ck_json_reader_free(). */
void ck_json_reader_init(struct ck_json_reader *reader, ck_json_told *told, void *ctx);
/* Reads on. After the first fault nothing more is told: see `wrong` and `no_memory`. */
void ck_json_reader_feed(struct ck_json_reader *reader, const char *bytes, size_t len);
/* There is no more: what is not complete is wrong. */
void ck_json_reader_end(struct ck_json_reader *reader);
void ck_json_reader_free(struct ck_json_reader *reader);

#endif
