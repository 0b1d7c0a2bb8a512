#include "desktop/redact.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { ID_DIGITS = 15, NAME_MIN = 3 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Each gives how many bytes at `at` are to be replaced, 0: none. `before` is the byte in
 * front of them, NUL at the start. */

static size_t home_len(const char *at, const char *home)
{
    size_t len = home != NULL ? strlen(home) : 0;

    return len > 1 && strncmp(at, home, len) == 0 && !is_word(at[len]) ? len : 0;
}

static size_t name_len(const char *at, char before, const char *name)
{
    size_t len = name != NULL ? strlen(name) : 0;

    return len >= NAME_MIN && !is_word(before) && strncmp(at, name, len) == 0 &&
                   !is_word(at[len])
               ? len
               : 0;
}

/* With its scheme or without, up to what cannot be in one. */
static size_t address_len(const char *at, char before)
{
    static const char *const starts[] = {"https://",   "http://",       "www.tiktok.com",
                                         "tiktok.com", "vm.tiktok.com", "vt.tiktok.com"};

    for (size_t i = 0; !is_word(before) && i < sizeof(starts) / sizeof(starts[0]); i++) {
        if (strncasecmp(at, starts[i], strlen(starts[i])) == 0) {
            return strcspn(at, " \t\r\n\"'`<>");
        }
    }
    return 0;
}

/* Not the ids of extensions, which are like "name@example.org". */
static size_t handle_len(const char *at, char before)
{
    size_t len = 1;

    if (at[0] != '@' || is_word(before)) {
        return 0;
    }
    while (is_word(at[len]) || at[len] == '.' || at[len] == '-') {
        len++;
    }
    return len > 1 ? len : 0;
}

static size_t id_len(const char *at, char before)
{
    size_t len = 0;

    while (!is_digit(before) && is_digit(at[len])) {
        len++;
    }
    return len >= ID_DIGITS ? len : 0;
}

/* What is to be replaced at `at`, and by what. */
static size_t find(const char *at, char before, const struct ck_redact_names *names,
                   const char **ret)
{
    const struct {
        size_t len;
        const char *by;
    } found[] = {
        {address_len(at, before), "(address)"},
        {home_len(at, names->home), "~"},
        {handle_len(at, before), "@(name)"},
        {id_len(at, before), "(id)"},
        {name_len(at, before, names->user), "$USER"},
        {name_len(at, before, names->host), "$HOST"},
    };

    for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
        if (found[i].len > 0) {
            *ret = found[i].by;
            return found[i].len;
        }
    }
    return 0;
}

void ck_redact(const char *text, const struct ck_redact_names *names, struct ck_buf *ret)
{
    char before = '\0';

    for (const char *at = text; *at != '\0';) {
        const char *by = NULL;
        size_t len = find(at, before, names, &by);
        bool control = (unsigned char)*at < ' ' || *at == 0x7f;

        if (len > 0) {
            ck_buf_adds(ret, by);
        } else {
            ck_buf_addc(ret, (char)(control && *at != '\n' ? ' ' : *at));
            len = 1;
        }
        before = at[len - 1];
        at += len;
    }
}
