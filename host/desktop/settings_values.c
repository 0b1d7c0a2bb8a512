/* settings_values.c - the settings as keys of settings.json. Pure: no I/O. */
#include "desktop/settings_file.h"

#include "base/mem.h"

#include <stddef.h>
#include <string.h>

enum { PARALLEL_USUAL = 3, AGENT_MAX = 300 };

static const struct {
    const char *key;
    size_t at; /* where it is in the struct: a bool */
    bool usual;
} switches[] = {
    {"cover", offsetof(struct ck_settings, cover), true},
    {"watermark", offsetof(struct ck_settings, watermark), false},
    {"sources", offsetof(struct ck_settings, sources), false},
    {"keep_going", offsetof(struct ck_settings, keep_going), false},
};

static const struct {
    const char *key;
    size_t at; /* where it is in the struct: a word */
    char usual[CK_SETTING_WORD];
} words[] = {
    {"quality", offsetof(struct ck_settings, quality), "best"},
    {"captions", offsetof(struct ck_settings, captions), "all"},
    {"saving_off", offsetof(struct ck_settings, saving_off), "ask"},
};

enum {
    SWITCHES = sizeof(switches) / sizeof(switches[0]),
    WORDS = sizeof(words) / sizeof(words[0]),
};

struct ck_settings ck_settings_defaults(void)
{
    struct ck_settings settings = {.parallel = PARALLEL_USUAL};

    for (size_t i = 0; i < SWITCHES; i++) {
        *(bool *)((char *)&settings + switches[i].at) = switches[i].usual;
    }
    for (size_t i = 0; i < WORDS; i++) {
        memcpy((char *)&settings + words[i].at, words[i].usual, CK_SETTING_WORD);
    }
    return settings;
}

/* Absent, or a word of a newer Clipkeep, is fine as well. */
static bool word_fine(const json_t *value)
{
    const char *word = json_string_value(value);

    return value == NULL ||
           (word != NULL && word[0] != '\0' && strlen(word) < CK_SETTING_WORD &&
            strspn(word, "abcdefghijklmnopqrstuvwxyz-") == strlen(word));
}

static bool number_fine(const json_t *value, json_int_t least, json_int_t most)
{
    return value == NULL ||
           (json_is_integer(value) && json_integer_value(value) >= least &&
            json_integer_value(value) <= most);
}

static bool names_fine(const json_t *value)
{
    size_t len = json_string_length(value);

    return value == NULL || (json_is_string(value) && len > 0 && len < CK_SETTING_NAMES &&
                             strlen(json_string_value(value)) == len);
}

bool ck_settings_agent_valid(const char *text)
{
    size_t len = strlen(text);

    for (size_t i = 0; i < len; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            return false;
        }
    }
    return len > 0 && len <= AGENT_MAX;
}

bool ck_settings_fine(const json_t *object)
{
    const json_t *folder = json_object_get(object, "folder");
    const json_t *agent = json_object_get(object, "userAgent");
    bool fine = true;

    for (size_t i = 0; i < SWITCHES; i++) {
        const json_t *value = json_object_get(object, switches[i].key);

        fine = fine && (value == NULL || json_is_boolean(value));
    }
    for (size_t i = 0; i < WORDS; i++) {
        fine = fine && word_fine(json_object_get(object, words[i].key));
    }
    return fine && names_fine(json_object_get(object, "names")) &&
           (folder == NULL ||
            (json_is_string(folder) && json_string_value(folder)[0] == '/')) &&
           number_fine(json_object_get(object, "parallel"), 1, CK_PARALLEL_MOST) &&
           number_fine(json_object_get(object, "speed_limit"), 0, CK_SPEED_MOST) &&
           (agent == NULL ||
            (json_is_string(agent) && ck_settings_agent_valid(json_string_value(agent))));
}

/* Puts a copy of the text into `ret`, if there is one. */
static bool take_text(const json_t *value, char **ret, struct ck_error *err)
{
    char *copy = NULL;

    if (value == NULL) {
        return true;
    }
    copy = ck_strdup(json_string_value(value));
    if (copy == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_free(*ret);
    *ret = copy;
    return true;
}

bool ck_settings_take(const json_t *object, struct ck_settings *settings,
                      struct ck_error *err)
{
    const json_t *folder = json_object_get(object, "folder");
    const json_t *parallel = json_object_get(object, "parallel");
    const json_t *speed = json_object_get(object, "speed_limit");
    const char *names = json_string_value(json_object_get(object, "names"));

    for (size_t i = 0; i < SWITCHES; i++) {
        const json_t *value = json_object_get(object, switches[i].key);

        if (value != NULL) {
            *(bool *)((char *)settings + switches[i].at) = json_is_true(value);
        }
    }
    for (size_t i = 0; i < WORDS; i++) {
        const char *word = json_string_value(json_object_get(object, words[i].key));

        if (word != NULL) {
            memcpy((char *)settings + words[i].at, word, strlen(word) + 1);
        }
    }
    if (names != NULL) {
        memcpy(settings->names, names, strlen(names) + 1);
    }
    if (parallel != NULL) {
        settings->parallel = (int)json_integer_value(parallel);
    }
    if (speed != NULL) {
        settings->speed_limit = json_integer_value(speed);
    }
    settings->folder_chosen = folder != NULL;
    return take_text(folder, &settings->folder, err) &&
           take_text(json_object_get(object, "userAgent"), &settings->user_agent, err);
}

/* NULL takes the key away. */
static bool put_text(json_t *object, const char *key, const char *text)
{
    if (text == NULL) {
        (void)json_object_del(object, key);
        return true;
    }
    return json_object_set_new(object, key, json_string(text)) == 0;
}

bool ck_settings_put(const struct ck_settings *settings, json_t *object,
                     struct ck_error *err)
{
    bool ok =
        put_text(object, "userAgent", settings->user_agent) &&
        put_text(object, "names", settings->names[0] != '\0' ? settings->names : NULL) &&
        json_object_set_new(object, "parallel", json_integer(settings->parallel)) == 0 &&
        json_object_set_new(object, "speed_limit", json_integer(settings->speed_limit)) ==
            0;

    if (!put_text(object, "folder", settings->folder_chosen ? settings->folder : NULL)) {
        return ck_fail(err, CK_ERR_USAGE, "the folder's name is not UTF-8");
    }
    for (size_t i = 0; i < SWITCHES; i++) {
        bool on = *(const bool *)((const char *)settings + switches[i].at);

        ok = ok && json_object_set_new(object, switches[i].key, json_boolean(on)) == 0;
    }
    for (size_t i = 0; i < WORDS; i++) {
        ok = ok && put_text(object, words[i].key, (const char *)settings + words[i].at);
    }
    if (!ok) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_settings_fine(object) ||
           ck_fail(err, CK_ERR_USAGE, "a setting that could not be read again");
}
