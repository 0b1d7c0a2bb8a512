#include "tiktok/export_json_parts.h"

enum { DEPTH_MAX = 64 };

static const struct {
    const char *text;
    enum ck_json_event event;
} words[] = {{"true", CK_JSON_TRUE}, {"false", CK_JSON_FALSE}, {"null", CK_JSON_NULL}};

static const char mark[] = "\xef\xbb\xbf";

void ck_json_reader_init(struct ck_json_reader *reader, ck_json_told *told, void *ctx)
{
    *reader = (struct ck_json_reader){.told = told, .ctx = ctx, .lines = 1};
    ck_buf_init(&reader->text, 0); /* each text sets its limit */
}

void ck_json_reader_free(struct ck_json_reader *reader)
{
    ck_buf_free(&reader->text);
}

void ck_json_fault(struct ck_json_reader *reader, const char *wrong)
{
    reader->wrong = wrong;
}

void ck_json_tell(struct ck_json_reader *reader, enum ck_json_event event)
{
    reader->told(reader->ctx, event, ck_buf_text(&reader->text));
}

void ck_json_value_done(struct ck_json_reader *reader)
{
    reader->state = reader->depth > 0 ? CK_AT_COMMA : CK_AT_END;
}

static bool in_array(const struct ck_json_reader *reader)
{
    return reader->depth > 0 && (reader->arrays >> (reader->depth - 1) & 1) != 0;
}

static void begin_container(struct ck_json_reader *reader, bool array)
{
    if (reader->depth == DEPTH_MAX) {
        ck_json_fault(reader, "it is nested deeper than 64 levels");
        return;
    }
    reader->arrays &= ~(UINT64_C(1) << reader->depth);
    reader->arrays |= (uint64_t)array << reader->depth;
    reader->depth++;
    reader->state = array ? CK_AT_FIRST_VALUE : CK_AT_FIRST_KEY;
    ck_json_tell(reader, array ? CK_JSON_ARRAY : CK_JSON_OBJECT);
}

static void end_container(struct ck_json_reader *reader)
{
    enum ck_json_event event = in_array(reader) ? CK_JSON_ARRAY_END : CK_JSON_OBJECT_END;

    reader->depth--;
    ck_json_value_done(reader);
    ck_json_tell(reader, event);
}

static void begin_word(struct ck_json_reader *reader, char c)
{
    for (int i = 0; i < (int)(sizeof(words) / sizeof(words[0])); i++) {
        if (words[i].text[0] == c) {
            reader->word = i;
            reader->digits = 1;
            reader->state = CK_IN_WORD;
            return;
        }
    }
    ck_json_fault(reader, "a value was expected here");
}

static void begin_value(struct ck_json_reader *reader, char c)
{
    if (c == '{' || c == '[') {
        begin_container(reader, c == '[');
    } else if (c == '"') {
        reader->is_key = false;
        ck_json_text_begin(reader, CK_IN_STRING);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        ck_json_text_begin(reader, CK_IN_NUMBER);
        ck_buf_addc(&reader->text, c);
    } else {
        begin_word(reader, c);
    }
}

/* Behind a value of an object or array. */
static void after_value(struct ck_json_reader *reader, char c)
{
    bool array = in_array(reader);

    if (c == (array ? ']' : '}')) {
        end_container(reader);
    } else if (c == ',') {
        reader->state = array ? CK_AT_VALUE : CK_AT_KEY;
    } else {
        ck_json_fault(reader, array ? "a comma or ] was expected here"
                                    : "a comma or } was expected here");
    }
}

/* Anything outside of strings, numbers and words. */
static void read_sign(struct ck_json_reader *reader, char c)
{
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        return;
    }
    switch ((enum ck_json_state)reader->state) {
    case CK_AT_FIRST_VALUE:
        if (c == ']') {
            end_container(reader);
            return;
        }
        begin_value(reader, c);
        return;
    case CK_AT_FIRST_KEY:
    case CK_AT_KEY:
        if (c == '"') {
            reader->is_key = true;
            ck_json_text_begin(reader, CK_IN_STRING);
        } else if (c == '}' && reader->state == CK_AT_FIRST_KEY) {
            end_container(reader);
        } else {
            ck_json_fault(reader, "a name in quotation marks was expected here");
        }
        return;
    case CK_AT_COLON:
        reader->state = CK_AT_VALUE;
        if (c != ':') {
            ck_json_fault(reader, "a colon was expected here");
        }
        return;
    case CK_AT_COMMA:
        after_value(reader, c);
        return;
    case CK_AT_END:
        ck_json_fault(reader, "something follows the end of the data");
        return;
    case CK_AT_MARK:
    case CK_AT_VALUE:
    case CK_IN_STRING:
    case CK_IN_ESCAPE:
    case CK_IN_HEX:
    case CK_IN_NUMBER:
    case CK_IN_WORD:
        begin_value(reader, c);
    }
}

static void read_word(struct ck_json_reader *reader, char c)
{
    const char *word = words[reader->word].text;

    if (c != word[reader->digits]) {
        ck_json_fault(reader, "a value was expected here");
        return;
    }
    reader->digits++;
    if (word[reader->digits] == '\0') {
        ck_json_value_done(reader);
        ck_buf_clear(&reader->text);
        ck_json_tell(reader, words[reader->word].event);
    }
}

/* True while the bytes are those of a byte order mark, which may only stand at the very
 * beginning. */
static bool read_mark(struct ck_json_reader *reader, char c)
{
    if (reader->bytes < 3 && c == mark[reader->bytes]) {
        return true;
    }
    if (reader->bytes > 0 && reader->bytes < 3) {
        ck_json_fault(reader, "a value was expected here");
    }
    reader->state = CK_AT_VALUE;
    return false;
}

static void read_one(struct ck_json_reader *reader, char c)
{
    if (reader->state == CK_AT_MARK && read_mark(reader, c)) {
        return;
    }
    if (reader->state == CK_IN_WORD) {
        read_word(reader, c);
    } else if (!ck_json_text_read(reader, c) && reader->wrong == NULL) {
        read_sign(reader, c);
    }
}

/* How many blanks stand between two signs: an export is mostly its indentation. */
static size_t blanks(const struct ck_json_reader *reader, const char *bytes, size_t len)
{
    size_t count = 0;

    if (reader->state >= CK_AT_VALUE && reader->state <= CK_AT_COMMA) {
        while (count < len && bytes[count] == ' ') {
            count++;
        }
    }
    return count;
}

void ck_json_reader_feed(struct ck_json_reader *reader, const char *bytes, size_t len)
{
    size_t at = 0;

    while (at < len && reader->wrong == NULL && !reader->no_memory) {
        size_t plain = reader->state == CK_IN_STRING
                           ? ck_json_text_plain(reader, bytes + at, len - at)
                           : blanks(reader, bytes + at, len - at);

        at += plain;
        reader->bytes += (int64_t)plain;
        if (at == len || reader->no_memory) {
            return;
        }
        read_one(reader, bytes[at]);
        if (reader->wrong == NULL) {
            reader->lines += bytes[at] == '\n' ? 1 : 0;
            reader->bytes++;
            at++;
        }
    }
}

void ck_json_reader_end(struct ck_json_reader *reader)
{
    if (reader->wrong != NULL || reader->no_memory) {
        return;
    }
    if (reader->state == CK_IN_NUMBER) {
        ck_json_number_end(reader);
    }
    if (reader->wrong == NULL && reader->state != CK_AT_END) {
        ck_json_fault(reader,
                      reader->bytes == 0 ? "it is empty" : "it ends in the middle");
    }
}
