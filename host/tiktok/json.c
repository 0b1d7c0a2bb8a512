#include "tiktok/json.h"

#include "base/mem.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { URL_MAX = 4096, URLS_MAX = 16 };

json_t *ck_json_at(const json_t *root, const char *path)
{
    const json_t *value = root;
    char key[80];

    while (value != NULL && *path != '\0') {
        size_t len = strcspn(path, "/");

        if (len >= sizeof(key)) {
            return NULL;
        }
        memcpy(key, path, len);
        key[len] = '\0';
        value = json_object_get(value, key);
        path += len;
        path += *path == '/' ? 1 : 0;
    }
    return (
        json_t *)(uintptr_t)value; /* jansson's getters take and give it the same way */
}

static int64_t int_of_text(const char *text)
{
    char *end;
    long long number;

    if (*text < '0' || *text > '9') {
        return -1;
    }
    errno = 0;
    number = strtoll(text, &end, 10);
    return errno == 0 && *end == '\0' ? (int64_t)number : -1;
}

int64_t ck_json_int(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (json_is_integer(value)) {
        return json_integer_value(value) >= 0 ? json_integer_value(value) : -1;
    }
    if (json_is_real(value)) {
        double real = json_real_value(value);

        return real >= 0 && real < 9e15 ? (int64_t)real : -1;
    }
    return json_is_string(value) ? int_of_text(json_string_value(value)) : -1;
}

const char *ck_json_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

static bool visible(const char *text)
{
    while (*text > ' ' && *text < 0x7f) {
        text++;
    }
    return *text == '\0';
}

void ck_json_token(const json_t *object, const char *key, char *ret, size_t size)
{
    const json_t *value = json_object_get(object, key);
    const char *text = ck_json_text(object, key);

    ret[0] = '\0';
    if (json_is_integer(value)) {
        char number[24];

        (void)snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT,
                       json_integer_value(value));
        (void)snprintf(ret, size, "%.*s", strlen(number) < size ? 24 : 0, number);
    } else if (visible(text) && strlen(text) < size) {
        memcpy(ret, text, strlen(text) + 1);
    }
}

char *ck_json_copy(const json_t *object, const char *key, size_t max)
{
    const char *text = ck_json_text(object, key);
    size_t len = strlen(text);

    if (len > max) {
        len = max;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
            len--;
        }
    }
    return ck_strndup(text, len);
}

bool ck_json_is_url(const char *text)
{
    return strncmp(text, "https://", 8) == 0 && text[8] != '\0' && text[8] != '/' &&
           strnlen(text, URL_MAX + 1) <= URL_MAX && visible(text);
}

static bool add_url(const char *url, char ***urls, size_t *count)
{
    char **grown;

    if (url == NULL || !ck_json_is_url(url) || *count >= URLS_MAX) {
        return true;
    }
    for (size_t i = 0; i < *count; i++) {
        if (strcmp((*urls)[i], url) == 0) {
            return true;
        }
    }
    grown = ck_json_grow(*urls, *count, sizeof(*grown));
    if (grown == NULL) {
        return false;
    }
    *urls = grown;
    grown[*count] = ck_strdup(url);
    if (grown[*count] == NULL) {
        return false;
    }
    (*count)++;
    return true;
}

bool ck_json_urls(const json_t *value, char ***urls, size_t *count)
{
    /* Iterating never changes the object; jansson's signature is older than const. */
    json_t *open = (json_t *)(uintptr_t)value;
    const char *key;
    json_t *member;
    size_t i;

    json_array_foreach(value, i, member)
    {
        if (!add_url(json_string_value(member), urls, count)) {
            return false;
        }
    }
    json_object_foreach(open, key, member)
    {
        if (!add_url(json_string_value(member), urls, count)) {
            return false;
        }
    }
    return add_url(json_string_value(value), urls, count);
}

void ck_json_urls_free(char **urls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_free(urls[i]);
    }
    ck_free(urls);
}

void *ck_json_grow(void *list, size_t count, size_t size)
{
    /* Full exactly when the count is a power of two, or nothing is there yet. */
    if ((count & (count - 1)) == 0) {
        list = ck_realloc(list, (count > 0 ? count * 2 : 1) * size);
    }
    if (list != NULL) {
        memset((char *)list + count * size, 0, size);
    }
    return list;
}
