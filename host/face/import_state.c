#include "face/import_state.h"

#include "face/command.h"
#include "face/encode.h"

#include <string.h>

/* An export may name thousands of things with long names; a frame must hold them. */
enum { TEXTS_MOST = 100, TEXT_MOST = 300, NAME_MOST = 255 };

static const char progress_begins[] = "{\"progress\":";

/* The same with short texts, and at most so many in a row. */
static json_t *cut(const json_t *whole)
{
    json_t *ret;
    const char *key;
    json_t *value;
    size_t i;

    if (json_is_array(whole)) {
        ret = json_array();
        json_array_foreach((json_t *)(uintptr_t)whole, i, value)
        {
            if (i < TEXTS_MOST) {
                (void)json_array_append_new(ret, cut(value));
            }
        }
        return ret;
    }
    if (json_is_object(whole)) {
        ret = json_object();
        json_object_foreach((json_t *)(uintptr_t)whole, key, value)
        {
            (void)json_object_set_new(ret, key, cut(value));
        }
        return ret;
    }
    return json_is_string(whole) ? ck_encode_text(json_string_value(whole), TEXT_MOST)
                                 : json_deep_copy(whole);
}

static json_t *parse(const char *text, size_t len)
{
    return json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
}

json_t *ck_import_state(const char *word, const char *name)
{
    return json_pack("{s:s, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:n, s:n}", "state", word,
                     "name", ck_encode_text(name, NAME_MOST), "entries", 0, "of", 0,
                     "files", 0, "filesOf", 0, "bytes", 0, "waits", 0, "error", "result");
}

static void take_number(json_t *state, const char *key, const json_t *number)
{
    if (json_integer_value(number) >= 0 && json_is_integer(number)) {
        (void)json_object_set(state, key, (json_t *)(uintptr_t)number);
    }
}

static void take_progress(json_t *state, const json_t *said)
{
    const char *stage = ck_json_word(said, "stage");

    if (strcmp(stage, "reading") == 0) {
        take_number(state, "entries", json_object_get(said, "entries"));
        take_number(state, "of", json_object_get(said, "of"));
    } else if (strcmp(stage, "fetching") == 0) {
        (void)json_object_set_new(state, "state", json_string("fetching"));
        take_number(state, "files", json_object_get(said, "files"));
        take_number(state, "filesOf", json_object_get(said, "of"));
        take_number(state, "bytes", json_object_get(said, "bytes"));
        take_number(state, "waits", json_object_get(said, "waits"));
    }
}

size_t ck_import_state_hear(json_t *state, const char *text)
{
    const char *at = text;
    const char *end;

    while (strncmp(at, progress_begins, sizeof(progress_begins) - 1) == 0 &&
           (end = strchr(at, '\n')) != NULL) {
        json_t *line = parse(at, (size_t)(end - at));

        take_progress(state, json_object_get(line, "progress"));
        json_decref(line);
        at = end + 1;
    }
    return (size_t)(at - text);
}

/* {"code","detail"}: the detail may hold a path, which is never told. */
static json_t *fault(const json_t *error)
{
    const char *code = ck_json_word(error, "code");

    return json_pack("{s:s, s:s}", "code",
                     code[0] != '\0' ? code : ck_code_text(CK_ERR_INTERNAL), "detail",
                     "");
}

void ck_import_state_end(json_t *state, const char *text, size_t len)
{
    json_t *said = parse(text, len);
    const json_t *error = json_object_get(said, "error");
    const char *word = "stopped"; /* it had no last word */

    if (json_is_array(json_object_get(said, "lists"))) {
        word = "done";
        (void)json_object_set_new(state, "result", cut(said));
    } else if (json_is_object(error)) {
        word = "failed";
        (void)json_object_set_new(state, "error", fault(error));
    }
    (void)json_object_set_new(state, "state", json_string(word));
    json_decref(said);
}

json_t *ck_import_found(const char *text, size_t len, int status, struct ck_error *err)
{
    json_t *said = parse(text, len);
    json_t *ret = NULL;

    if (status == CK_EXIT_NOTHING) {
        (void)ck_fail(err, CK_ERR_EXPORT_NOTHING, NULL);
    } else if (!json_is_array(json_object_get(said, "lists")) ||
               status == CK_EXIT_UNREADABLE) {
        const json_t *first = json_array_get(json_object_get(said, "problems"), 0);

        (void)ck_fail(err, CK_ERR_EXPORT_UNREADABLE, "%.200s",
                      ck_json_word(first, "what"));
    } else if ((ret = cut(said)) == NULL) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    json_decref(said);
    return ret;
}
