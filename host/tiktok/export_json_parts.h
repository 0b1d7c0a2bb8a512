/* export_json_parts.h - the two halves of export_json.h: signs and texts. For these
 * alone. */
#ifndef CK_TIKTOK_EXPORT_JSON_PARTS_H
#define CK_TIKTOK_EXPORT_JSON_PARTS_H

#include "tiktok/export_json.h"

/* What may come next. */
enum ck_json_state {
    CK_AT_MARK, /* of the byte order, in its three bytes */
    CK_AT_VALUE,
    CK_AT_FIRST_VALUE, /* or the end of the array */
    CK_AT_KEY,
    CK_AT_FIRST_KEY, /* or the end of the object */
    CK_AT_COLON,
    CK_AT_COMMA, /* or an end */
    CK_IN_STRING,
    CK_IN_ESCAPE,
    CK_IN_HEX,
    CK_IN_NUMBER,
    CK_IN_WORD,
    CK_AT_END,
};

void ck_json_fault(struct ck_json_reader *reader, const char *wrong);
void ck_json_tell(struct ck_json_reader *reader, enum ck_json_event event);
/* A value is complete. */
void ck_json_value_done(struct ck_json_reader *reader);

/* A string or number begins. */
void ck_json_text_begin(struct ck_json_reader *reader, enum ck_json_state state);
/* Reads as much of a string as lies before something special; gives its length. */
size_t ck_json_text_plain(struct ck_json_reader *reader, const char *bytes, size_t len);
/* One byte of a string, an escape or a number. False: it belongs to none of these, but is
 * the first one behind a number. */
bool ck_json_text_read(struct ck_json_reader *reader, char c);
void ck_json_number_end(struct ck_json_reader *reader);

#endif
