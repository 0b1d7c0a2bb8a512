/* The half of export_json.h that reads strings and numbers. */
#include "tiktok/export_json_parts.h"

#include <string.h>

enum { TEXT_MAX = 64 * 1024, NUMBER_MAX = 64 };

/* What is longer than a text may be is cut on a character's border. */
static void add(struct ck_json_reader *reader, const char *bytes, size_t len)
{
    struct ck_buf *text = &reader->text;

    if (reader->muted || text->len == text->max) {
        return;
    }
    if (len > text->max - text->len) {
        len = text->max - text->len;
        while (len > 0 && ((unsigned char)bytes[len] & 0xc0) == 0x80) {
            len--;
        }
        text->max = text->len + len; /* nothing follows a cut */
    }
    ck_buf_add(text, bytes, len);
    reader->no_memory = reader->no_memory || !ck_buf_ok(text);
}

static void add_character(struct ck_json_reader *reader, unsigned code)
{
    char bytes[4];
    size_t len = 0;

    if (code < 0x80) {
        bytes[len++] = (char)code;
    } else if (code < 0x800) {
        bytes[len++] = (char)(0xc0 | code >> 6);
        bytes[len++] = (char)(0x80 | (code & 0x3f));
    } else {
        if (code < 0x10000) {
            bytes[len++] = (char)(0xe0 | code >> 12);
        } else {
            bytes[len++] = (char)(0xf0 | code >> 18);
            bytes[len++] = (char)(0x80 | (code >> 12 & 0x3f));
        }
        bytes[len++] = (char)(0x80 | (code >> 6 & 0x3f));
        bytes[len++] = (char)(0x80 | (code & 0x3f));
    }
    add(reader, bytes, len);
}

/* The first half of a pair stays alone. */
static void give_up_half(struct ck_json_reader *reader)
{
    if (reader->high != 0) {
        reader->high = 0;
        add_character(reader, 0xfffd);
    }
}

void ck_json_text_begin(struct ck_json_reader *reader, enum ck_json_state state)
{
    ck_buf_clear(&reader->text);
    reader->text.max = TEXT_MAX;
    reader->high = 0;
    reader->state = state;
}

static void end_string(struct ck_json_reader *reader)
{
    give_up_half(reader);
    if (reader->is_key) {
        reader->state = CK_AT_COLON;
        ck_json_tell(reader, CK_JSON_KEY);
    } else {
        ck_json_value_done(reader);
        ck_json_tell(reader, CK_JSON_STRING);
    }
}

size_t ck_json_text_plain(struct ck_json_reader *reader, const char *bytes, size_t len)
{
    size_t plain = 0;

    while (plain < len && bytes[plain] != '"' && bytes[plain] != '\\' &&
           (unsigned char)bytes[plain] >= ' ') {
        plain++;
    }
    if (plain > 0) {
        give_up_half(reader);
        add(reader, bytes, plain);
    }
    return plain;
}

static void read_string(struct ck_json_reader *reader, char c)
{
    if (c == '"') {
        end_string(reader);
    } else if (c == '\\') {
        reader->state = CK_IN_ESCAPE;
    } else {
        ck_json_fault(reader,
                      "a line ends, or a control character stands, within a text");
    }
}

static void read_escape(struct ck_json_reader *reader, char c)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char *at = c != '\0' ? strchr(letters, c) : NULL;

    reader->state = CK_IN_STRING;
    if (c == 'u') {
        reader->state = CK_IN_HEX;
        reader->unit = 0;
        reader->digits = 0;
    } else if (at != NULL) {
        give_up_half(reader);
        add(reader, &meanings[at - letters], 1);
    } else {
        ck_json_fault(reader,
                      "a backslash stands before a letter that it has no meaning for");
    }
}

/* A code unit is complete. */
static void read_unit(struct ck_json_reader *reader)
{
    unsigned unit = reader->unit;

    reader->state = CK_IN_STRING;
    if (unit >= 0xdc00 && unit <= 0xdfff && reader->high != 0) {
        unit = 0x10000 + ((reader->high - 0xd800) << 10) + (unit - 0xdc00);
        reader->high = 0;
        add_character(reader, unit);
        return;
    }
    give_up_half(reader);
    if (unit >= 0xd800 && unit <= 0xdbff) {
        reader->high = unit;
        return;
    }
    add_character(reader,
                  unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff) ? 0xfffd : unit);
}

static void read_hex(struct ck_json_reader *reader, char c)
{
    static const char figures[] = "0123456789abcdef";
    const char *at =
        c != '\0' ? strchr(figures, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;

    if (at == NULL) {
        ck_json_fault(reader, "four hexadecimal figures were expected after \\u");
        return;
    }
    reader->unit = reader->unit << 4 | (unsigned)(at - figures);
    reader->digits++;
    if (reader->digits == 4) {
        read_unit(reader);
    }
}

static const char *skip_digits(const char *at)
{
    while (*at >= '0' && *at <= '9') {
        at++;
    }
    return at;
}

static bool is_number(const char *at)
{
    const char *digits = *at == '-' ? at + 1 : at;

    at = skip_digits(digits);
    if (at == digits || (*digits == '0' && at > digits + 1)) {
        return false;
    }
    if (*at == '.') {
        digits = at + 1;
        at = skip_digits(digits);
        if (at == digits) {
            return false;
        }
    }
    if (*at == 'e' || *at == 'E') {
        digits = at + (at[1] == '+' || at[1] == '-' ? 2 : 1);
        at = skip_digits(digits);
        return at > digits && *at == '\0';
    }
    return *at == '\0';
}

void ck_json_number_end(struct ck_json_reader *reader)
{
    if (!ck_buf_ok(&reader->text)) {
        reader->no_memory = true;
        return;
    }
    if (!is_number(ck_buf_text(&reader->text))) {
        ck_json_fault(reader, "a number is not written as JSON has them");
        return;
    }
    ck_json_value_done(reader);
    ck_json_tell(reader, CK_JSON_NUMBER);
}

/* False: the number ended before `c`, which is to be read as what it is. */
static bool read_number(struct ck_json_reader *reader, char c)
{
    if (c == '\0' || strchr("0123456789+-.eE", c) == NULL) {
        ck_json_number_end(reader);
        return false;
    }
    if (reader->text.len == NUMBER_MAX) {
        ck_json_fault(reader, "a number is not written as JSON has them");
    } else {
        ck_buf_addc(&reader->text, c);
    }
    return true;
}

bool ck_json_text_read(struct ck_json_reader *reader, char c)
{
    switch (reader->state) {
    case CK_IN_STRING:
        read_string(reader, c);
        return true;
    case CK_IN_ESCAPE:
        read_escape(reader, c);
        return true;
    case CK_IN_HEX:
        read_hex(reader, c);
        return true;
    case CK_IN_NUMBER:
        return read_number(reader, c);
    default:
        return false;
    }
}
