/* Any caption, any handle and any pattern give names that every filesystem takes: valid
 * UTF-8 in NFC, short enough, no path, no device, nothing at the edges; and a clean name
 * stays as it is. */
#include "base/mem.h"
#include "keep/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#define ID "7602050882429897470"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

static void require_characters(const char *name)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)name;
    utf8proc_uint8_t *composed = utf8proc_NFC(at);
    utf8proc_int32_t c = 0;

    require(composed != NULL && strcmp((const char *)composed, name) == 0);
    ck_free(composed);
    for (utf8proc_ssize_t n; *at != 0; at += n) {
        n = utf8proc_iterate(at, -1, &c);
        require(n > 0 && c >= 0x20 && (c < 0x7F || c > 0x9F));
        require((c < 0x202A || c > 0x202E) && (c < 0x2066 || c > 0x2069) && c != 0x200F);
    }
}

static void require_safe(const char *name, size_t max)
{
    size_t len = strlen(name);

    require(len <= max && strpbrk(name, "/\\:*?\"<>|") == NULL);
    require(len == 0 || (strchr(" .-", name[0]) == NULL));
    require(len == 0 || (strchr(" .", name[len - 1]) == NULL));
    require(strncasecmp(name, "con.", 4) != 0 && strcasecmp(name, "nul") != 0);
    require_characters(name);
}

/* A pattern is refused, or no piece of what it makes leads anywhere. */
static void require_pattern(const char *names, const struct ck_name_facts *facts)
{
    char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1];
    struct ck_names_where where;
    struct ck_error err;
    int folders = 0;

    if (!ck_names_check(names, &where)) {
        require(where.fault > CK_NAMES_FINE && where.at >= 1 &&
                where.at <= strlen(names) + 1);
        require(!ck_names_post(names, facts, folder, stem, &err) &&
                err.code == CK_ERR_NAMES);
        return;
    }
    require(ck_names_post(names, facts, folder, stem, NULL));
    require_safe(stem, CK_NAME_STEM_MAX);
    require(strstr(stem, ID) != NULL);
    for (char *at = folder; *at != '\0'; folders++) {
        size_t len = strcspn(at, "/");
        bool more = at[len] == '/';

        at[len] = '\0';
        require(len > 0);
        require_safe(at, CK_NAMES_FOLDER_MAX + 1);
        at += len + (more ? 1 : 0);
    }
    require(folders <= CK_NAMES_FOLDERS);
}

/* The bytes as a list of what patterns are made of, so that many of them are good. */
static void build_pattern(const uint8_t *data, size_t size, char ret[4096])
{
    static const char *const pieces[] = {
        "{author}", "{nickname}", "{date}", "{year}",  "{month}", "{day}",
        "{title}",  "{id}",       "{kind}", "{music}", "/",       " ",
        "-",        ".",          "..",     "\u0301",  "\u200D",  "\U0001F468",
        "CON",      "{",          "}",      "a",       "\\",      "[",
    };
    size_t len = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < size && len < 2048; i++) {
        const char *piece = pieces[data[i] % (sizeof(pieces) / sizeof(pieces[0]))];

        memcpy(ret + len, piece, strlen(piece) + 1);
        len += strlen(piece);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = ck_strndup((const char *)data, size);
    size_t max = size > 0 ? data[0] : 0;
    char name[CK_NAME_MAX + 1], again[CK_NAME_MAX + 1], folder[CK_NAMES_PATH_SIZE];
    char pattern[4096];
    struct ck_name_facts facts = {.author = text,
                                  .text = text,
                                  .id = ID,
                                  .nickname = text,
                                  .kind = "video",
                                  .music = text};

    if (text == NULL) {
        return 0;
    }
    ck_name_clean(text, max, name);
    require_safe(name, max);
    ck_name_clean(name, CK_NAME_MAX, again);
    require(strcmp(name, again) == 0);
    facts.created = (int64_t)(size % 3) * 1770000000;
    require(ck_names_post(CK_NAMES_USUAL, &facts, folder, name, NULL));
    require_safe(folder, 101);
    require(folder[0] != '\0');
    require_safe(name, CK_NAME_STEM_MAX);
    require(strlen(name) >= sizeof(ID) + 1 &&
            strcmp(name + strlen(name) - sizeof(ID) - 1, "[" ID "]") == 0);
    require_pattern(text, &facts);
    build_pattern(data, size, pattern);
    require_pattern(pattern, &facts);
    ck_free(text);
    return 0;
}
