/* The part of json.h that turns bytes into values. */
#include "tiktok/json.h"

#include "base/buf.h"

#include <string.h>
#include <utf8proc.h>

/* TikTok's own pages hold about 20,000 values and nest some 15 deep. The limit keeps the
 * tree of a hostile text near 100 MB. */
enum { DEPTH_MAX = 64, VALUES_MAX = 250000, INTEGER_DIGITS_MAX = 18, KEYS_MAX = 2 };

struct scan {
    const char *at;
    const char *end;
    const char *copied; /* everything before this is in `mended` */
    struct ck_buf mended;
    size_t depth;
    size_t values;
    ck_json_wanted *wanted; /* NULL: everything is */
    const void *ctx;
    struct ck_span keys[KEYS_MAX]; /* the keys of the innermost objects so far */
    const char *unwanted;          /* the value being passed over, NULL: none */
    size_t unwanted_depth;
};

static void mend(struct scan *scan, const char *from, size_t len, const char *text)
{
    if (scan->unwanted != NULL) {
        return;
    }
    ck_buf_add(&scan->mended, scan->copied, (size_t)(from - scan->copied));
    ck_buf_adds(&scan->mended, text);
    scan->copied = from + len;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The code unit of an escape "\uXXXX" at `at`, -1 when there is none. */
static int code_unit(const char *at, const char *end)
{
    int unit = 0;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u') {
        return -1;
    }
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);

        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

static void scan_escape(struct scan *scan)
{
    int unit = code_unit(scan->at, scan->end);

    if (unit < 0) {
        scan->at += scan->end - scan->at < 2 ? 1 : 2;
        return;
    }
    if (unit >= 0xd800 && unit <= 0xdbff) {
        int second = code_unit(scan->at + 6, scan->end);

        if (second >= 0xdc00 && second <= 0xdfff) {
            scan->at += 12;
            return;
        }
    }
    if (unit == 0 || (unit >= 0xd800 && unit <= 0xdfff)) {
        mend(scan, scan->at, 6, "\\ufffd");
    }
    scan->at += 6;
}

static void scan_string(struct scan *scan)
{
    scan->at++;
    while (scan->at < scan->end && *scan->at != '"') {
        if (*scan->at == '\\') {
            scan_escape(scan);
        } else {
            scan->at++;
        }
    }
    if (scan->at < scan->end) {
        scan->at++;
    }
}

static size_t digits(const char *at, const char *end)
{
    const char *from = at;

    while (at < end && *at >= '0' && *at <= '9') {
        at++;
    }
    return (size_t)(at - from);
}

/* jansson refuses a whole text for one integer beyond 64 bits. */
static void scan_number(struct scan *scan)
{
    const char *from = scan->at;
    size_t count;

    scan->at += *scan->at == '-' ? 1 : 0;
    count = digits(scan->at, scan->end);
    scan->at += count;
    if (scan->at < scan->end && strchr(".eE", *scan->at) != NULL) {
        while (scan->at < scan->end && strchr("+-.0123456789eE", *scan->at) != NULL &&
               *scan->at != '\0') {
            scan->at++;
        }
    } else if (count > INTEGER_DIGITS_MAX) {
        mend(scan, from, 0, "\"");
        mend(scan, scan->at, 0, "\"");
    }
}

/* Behind a string: when it was the key of a value that nobody wants, the value is passed
 * over from here on. A key with escapes in it might be any. */
static void look_at_key(struct scan *scan, struct ck_span key)
{
    const char *at = scan->at;

    if (scan->wanted == NULL || scan->unwanted != NULL || scan->depth < 1 ||
        scan->depth > KEYS_MAX) {
        return;
    }
    while (at < scan->end && strchr(" \t\r\n", *at) != NULL && *at != '\0') {
        at++;
    }
    if (at >= scan->end || *at != ':') {
        return;
    }
    if (memchr(key.at, '\\', key.len) != NULL) {
        key = (struct ck_span){0};
    }
    scan->keys[scan->depth - 1] = key;
    if (!scan->wanted(scan->ctx, scan->keys, scan->depth)) {
        scan->at = at + 1;
        scan->unwanted = at + 1;
        scan->unwanted_depth = scan->depth;
    }
}

static void end_unwanted(struct scan *scan)
{
    const char *from = scan->unwanted;

    if (from != NULL && scan->depth == scan->unwanted_depth) {
        scan->unwanted = NULL;
        mend(scan, from, (size_t)(scan->at - from), "null");
    }
}

static void scan_other(struct scan *scan)
{
    switch (*scan->at) {
    case '{':
    case '[':
        scan->depth++;
        scan->values += scan->unwanted == NULL ? 1 : 0;
        break;
    case '}':
    case ']':
        end_unwanted(scan);
        scan->depth -= scan->depth > 0 ? 1 : 0;
        break;
    case ',':
        end_unwanted(scan);
        scan->values += scan->unwanted == NULL ? 1 : 0;
        break;
    default:
        break;
    }
    scan->at++;
}

static bool scan_all(struct scan *scan, enum ck_code bad, struct ck_error *err)
{
    while (scan->at < scan->end) {
        if (*scan->at == '"') {
            const char *from = scan->at + 1;

            scan_string(scan);
            look_at_key(scan, (struct ck_span){from, (size_t)(scan->at - from) - 1});
        } else if (*scan->at == '-' || (*scan->at >= '0' && *scan->at <= '9')) {
            scan_number(scan);
        } else {
            scan_other(scan);
        }
        if (scan->depth > DEPTH_MAX) {
            return ck_fail(err, bad, "JSON nested deeper than %d", DEPTH_MAX);
        }
        if (scan->values > VALUES_MAX) {
            return ck_fail(err, CK_ERR_TOO_LARGE, "JSON of more than %d values",
                           VALUES_MAX);
        }
    }
    return true;
}

/* Appends the text with U+FFFD in place of every byte that is no UTF-8, as browsers have
 * it. */
static void mend_utf8(const char *bytes, size_t len, struct ck_buf *ret)
{
    const char *end = bytes + len;

    while (bytes < end) {
        const char *from = bytes;
        utf8proc_ssize_t step = 1;

        while (bytes < end && step > 0) {
            utf8proc_int32_t unused;

            step =
                utf8proc_iterate((const utf8proc_uint8_t *)bytes, end - bytes, &unused);
            bytes += step > 0 ? step : 0;
        }
        ck_buf_add(ret, from, (size_t)(bytes - from));
        if (bytes < end) {
            ck_buf_adds(ret, "\xef\xbf\xbd");
            bytes++;
        }
    }
}

static bool parse(const char *bytes, size_t len, enum ck_code bad, json_t **ret,
                  struct ck_error *err)
{
    ck_autobuf struct ck_buf mended = {.max = 3 * len};
    json_error_t why;

    *ret = json_loadb(bytes, len, 0, &why);
    if (*ret == NULL && json_error_code(&why) == json_error_invalid_utf8) {
        mend_utf8(bytes, len, &mended);
        *ret = json_loadb(ck_buf_text(&mended), mended.len, 0, &why);
    }
    if (*ret != NULL) {
        return true;
    }
    /* Each fault of a text has a code; where memory runs out, jansson often gives none.
     */
    if (!ck_buf_ok(&mended) || json_error_code(&why) == json_error_out_of_memory ||
        json_error_code(&why) == json_error_unknown) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_fail(err, bad, "no JSON at byte %d of %zu", why.position, len);
}

bool ck_json_load_wanted(const char *bytes, size_t len, ck_json_wanted *wanted,
                         const void *ctx, enum ck_code bad, json_t **ret,
                         struct ck_error *err)
{
    struct scan scan = {
        .at = bytes, .end = bytes + len, .copied = bytes, .wanted = wanted, .ctx = ctx};
    bool done;

    ck_buf_init(&scan.mended, 2 * len + 16);
    done = scan_all(&scan, bad, err);
    if (done && scan.copied != bytes) {
        scan.unwanted = NULL;
        mend(&scan, scan.end, 0, "");
    }
    if (done && !ck_buf_ok(&scan.mended)) {
        done = ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (done && scan.mended.len > 0) {
        done = parse(scan.mended.data, scan.mended.len, bad, ret, err);
    } else if (done) {
        done = parse(bytes, len, bad, ret, err);
    }
    ck_buf_free(&scan.mended);
    return done;
}

bool ck_json_load(const char *bytes, size_t len, enum ck_code bad, json_t **ret,
                  struct ck_error *err)
{
    return ck_json_load_wanted(bytes, len, NULL, NULL, bad, ret, err);
}
