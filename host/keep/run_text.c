#include "keep/run_text.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 65536, POST_MAX = 200, CODE_MAX = 40 };

/* --- writing ---------------------------------------------------------------------- */

/* Names of files may be no UTF-8: what is not ASCII is a "?" then. */
static json_t *make_plain(const char *text, size_t len)
{
    ck_autofree char *plain = ck_strndup(text, len);

    for (size_t i = 0; plain != NULL && i < len; i++) {
        if ((unsigned char)plain[i] >= 0x80) {
            plain[i] = '?';
        }
    }
    return plain != NULL ? json_string(plain) : NULL;
}

static json_t *text_of(const char *text)
{
    size_t len = strnlen(text != NULL ? text : "", TEXT_MAX);
    json_t *made = json_stringn(text != NULL ? text : "", len);

    return made != NULL ? made : make_plain(text, len);
}

static json_t *list_of(const struct ck_list *list)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:o}", "kind",
                     ck_list_kind_text(list->kind), "owner", text_of(list->owner),
                     "handle", text_of(list->handle), "key", text_of(list->key), "title",
                     text_of(list->title), "mine", list->mine ? 1 : 0, "from",
                     text_of(list->came_from));
}

json_t *ck_run_event(const struct ck_run_line *line, int64_t at)
{
    const struct ck_run *run = &line->run;

    return json_pack("{s:I, s:s, s:s, s:I, s:o, s:s, s:I, s:b, s:I, s:I, s:s}", "at",
                     (json_int_t)at, "event", "run", "run", line->name, "number",
                     (json_int_t)run->number, "list", list_of(&line->list), "source",
                     ck_run_source_text(run->source), "started",
                     (json_int_t)run->started_at, "full", run->full ? 1 : 0, "stated",
                     (json_int_t)run->stated, "closed", (json_int_t)run->ended_at,
                     "ended", ck_run_end_text(run->ended));
}

json_t *ck_found_event(const char *name, int64_t at)
{
    return json_pack("{s:I, s:s, s:s, s:[]}", "at", (json_int_t)at, "event", "found",
                     "run", name, "posts");
}

static bool add_facts(json_t *one, const struct ck_list_post *post)
{
    return json_object_set_new(one, "author", text_of(post->author)) == 0 &&
           json_object_set_new(one, "text", text_of(post->text)) == 0 &&
           json_object_set_new(one, "kind", text_of(post->kind)) == 0 &&
           json_object_set_new(one, "created", json_integer(post->created)) == 0 &&
           json_object_set_new(one, "added", json_integer(post->added_at)) == 0;
}

/* A byte may need six: "\u0001". */
static size_t weight_of(const char *text)
{
    return 6 * strnlen(text != NULL ? text : "", TEXT_MAX);
}

bool ck_found_event_add(json_t *event, const struct ck_run_entry *entry, bool facts,
                        size_t *ret_weight)
{
    enum { NUMBERS_AND_NAMES = 512 };
    const struct ck_list_post *post = &entry->post;
    json_t *one =
        json_pack("{s:o, s:I, s:b, s:b, s:o}", "post", text_of(post->post), "place",
                  (json_int_t)entry->place, "had", entry->was_kept ? 1 : 0, "chosen",
                  entry->passed_over ? 0 : 1, "code", text_of(entry->code));
    bool ok = one != NULL && (!facts || add_facts(one, post)) &&
              json_array_append(json_object_get(event, "posts"), one) == 0;

    json_decref(one);
    *ret_weight +=
        NUMBERS_AND_NAMES + weight_of(post->post) + weight_of(entry->code) +
        (facts ? weight_of(post->author) + weight_of(post->text) + weight_of(post->kind)
               : 0);
    return ok;
}

/* --- reading ---------------------------------------------------------------------- */

static const char *string(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

static int64_t number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static char *borrowed(const json_t *object, const char *key)
{
    return (char *)(uintptr_t)string(object, key);
}

static bool is_event(const json_t *event, const char *what)
{
    return strcmp(string(event, "event"), what) == 0;
}

static bool read_list(const json_t *list, struct ck_list *ret)
{
    *ret = (struct ck_list){.owner = borrowed(list, "owner"),
                            .handle = borrowed(list, "handle"),
                            .key = borrowed(list, "key"),
                            .title = borrowed(list, "title"),
                            .mine = json_is_true(json_object_get(list, "mine")),
                            .came_from = borrowed(list, "from")};
    return ck_list_kind_of_text(string(list, "kind"), &ret->kind);
}

static bool is_name(const char *text)
{
    return strlen(text) == CK_RUN_NAME - 1 &&
           strspn(text, "0123456789abcdef") == CK_RUN_NAME - 1;
}

bool ck_run_event_read(const json_t *event, struct ck_run_line *ret)
{
    struct ck_run *run = &ret->run;

    *ret = (struct ck_run_line){0};
    if (!is_event(event, "run") || !is_name(string(event, "run")) ||
        !read_list(json_object_get(event, "list"), &ret->list) ||
        !ck_run_source_of_text(string(event, "source"), &run->source) ||
        !ck_run_end_of_text(string(event, "ended"), &run->ended)) {
        return false;
    }
    memcpy(ret->name, string(event, "run"), CK_RUN_NAME);
    run->number = number(event, "number");
    run->started_at = number(event, "started");
    run->ended_at = number(event, "closed");
    run->full = json_is_true(json_object_get(event, "full"));
    run->stated = number(event, "stated");
    /* Numbers grow from the largest, and places are made of them. */
    return run->number > 0 && run->number < INT32_MAX && run->started_at >= 0 &&
           run->ended_at >= 0 && run->stated >= -1;
}

const char *ck_found_event_name(const json_t *event)
{
    const char *name = string(event, "run");

    return is_event(event, "found") && is_name(name) ? name : NULL;
}

const json_t *ck_found_event_posts(const json_t *event)
{
    return json_object_get(event, "posts");
}

bool ck_found_event_post(const json_t *post, struct ck_run_entry *ret)
{
    *ret = (struct ck_run_entry){
        .place = number(post, "place"),
        .was_kept = json_is_true(json_object_get(post, "had")),
        .passed_over = json_is_false(json_object_get(post, "chosen")),
        .code = string(post, "code"),
        .post = {.post = string(post, "post"),
                 .author = string(post, "author"),
                 .text = string(post, "text"),
                 .kind = string(post, "kind"),
                 .created = number(post, "created"),
                 .added_at = number(post, "added")},
    };
    return ret->post.post[0] != '\0' && strlen(ret->post.post) <= POST_MAX &&
           strlen(ret->code) <= CODE_MAX;
}
