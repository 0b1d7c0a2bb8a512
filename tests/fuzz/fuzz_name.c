/* Any caption and any handle give names that every filesystem takes: valid UTF-8 in NFC,
 * short enough, no path, no device, nothing at the edges; and a clean name stays as it
 * is. */
#include "base/mem.h"
#include "keep/name.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = ck_strndup((const char *)data, size);
    size_t max = size > 0 ? data[0] : 0;
    char name[CK_NAME_MAX + 1], again[CK_NAME_MAX + 1], folder[CK_NAME_MAX + 1];
    struct ck_name_facts facts = {.author = text, .text = text, .id = ID};

    if (text == NULL) {
        return 0;
    }
    ck_name_clean(text, max, name);
    require_safe(name, max);
    ck_name_clean(name, CK_NAME_MAX, again);
    require(strcmp(name, again) == 0);
    facts.created = (int64_t)(size % 3) * 1770000000;
    ck_name_post(&facts, folder, name);
    require_safe(folder, 101);
    require(folder[0] != '\0');
    require_safe(name, CK_NAME_STEM_MAX);
    require(strlen(name) >= sizeof(ID) + 1 &&
            strcmp(name + strlen(name) - sizeof(ID) - 1, "[" ID "]") == 0);
    ck_free(text);
    return 0;
}
