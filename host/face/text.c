/* text.c - what the command line prints: numbers, errors, documents. */
#include "face/command.h"

#include "base/buf.h"
#include "base/json.h"
#include "face/encode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DOCUMENT_MAX = 64 * 1024 * 1024 };

void ck_text_bytes(int64_t bytes, char ret[16])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    double value = (double)bytes;
    size_t unit = 0;

    while (value >= 999.5 && unit < 4) {
        value /= 1000;
        unit++;
    }
    (void)snprintf(ret, 16, unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s", value,
                   units[unit]);
}

void ck_text_seconds(int64_t seconds, char ret[48])
{
    long long s = (long long)seconds;

    if (s < 60) {
        (void)snprintf(ret, 48, "%lld s", s);
    } else if (s < 3600) {
        (void)snprintf(ret, 48, "%lld min %lld s", s / 60, s % 60);
    } else {
        (void)snprintf(ret, 48, "%lld h %lld min", s / 3600, s % 3600 / 60);
    }
}

/* Bytes of the control character at `at`, 0 when it is none; C1 codes are two bytes. */
static size_t control(const unsigned char *at)
{
    if (*at < ' ' || *at == 0x7f) {
        return 1;
    }
    return at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0 ? 2 : 0;
}

void ck_add_clean(struct ck_buf *buf, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    while (*at != '\0') {
        size_t skipped = control(at);

        ck_buf_addc(buf, (char)(skipped > 0 ? ' ' : *at));
        at += skipped > 0 ? skipped : 1;
    }
}

void ck_print_clean(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    while (*at != '\0') {
        size_t skipped = control(at);

        (void)putchar(skipped > 0 ? ' ' : *at);
        at += skipped > 0 ? skipped : 1;
    }
}

bool ck_colours(int fd)
{
    const char *none = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    return isatty(fd) == 1 && (none == NULL || none[0] == '\0') && term != NULL &&
           strcmp(term, "dumb") != 0;
}

int ck_print_json(json_t *json, int status)
{
    ck_autobuf struct ck_buf text = {.max = DOCUMENT_MAX};
    bool ok = ck_json_add(&text, json, JSON_INDENT(2));

    json_decref(json);
    if (ok) {
        (void)fputs(ck_buf_text(&text), stdout);
        (void)putchar('\n');
    }
    return ok && fflush(stdout) == 0 ? status : CK_EXIT_FAILED;
}

const char *ck_json_word(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

json_t *ck_error_json(const struct ck_error *err)
{
    return json_pack("{s:s, s:o, s:s, s:s}", "code", ck_code_text(err->code), "detail",
                     ck_encode_text(err->detail, sizeof(err->detail)), "sentence",
                     ck_code_sentence(err->code), "step", ck_code_step(err->code));
}

int ck_print_error(bool json, const char *about, const struct ck_error *err, int status)
{
    const char *red = ck_colours(STDERR_FILENO) ? "\033[31m" : "";
    const char *plain = red[0] != '\0' ? "\033[0m" : "";
    const char *detail = err->detail;

    if (json) {
        return ck_print_json(json_pack("{s:o}", "error", ck_error_json(err)), status);
    }
    (void)fprintf(stderr, "%sclipkeep:%s %s%s%s", red, plain, about != NULL ? about : "",
                  about != NULL ? ": " : "", ck_code_sentence(err->code));
    if (detail[0] != '\0') {
        (void)fprintf(stderr, " (%s: %s)\n", ck_code_text(err->code), detail);
    } else {
        (void)fprintf(stderr, " (%s)\n", ck_code_text(err->code));
    }
    if (ck_code_step(err->code)[0] != '\0') {
        (void)fprintf(stderr, "  %s\n", ck_code_step(err->code));
    }
    return status;
}
