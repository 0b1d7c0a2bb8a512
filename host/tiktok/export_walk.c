/* Finds the lists in an export's JSON by their names, wherever they stand. */
#include "tiktok/export_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    KEY_MAX_BYTES = 64 * 1024,
    PATH_MAX_BYTES = 16 * 1024,
    NAME_MAX_BYTES = 200,
    UNKNOWN_NAMES = 3
};

static struct ck_export_frame *top(struct ck_export_walk *walk)
{
    return &walk->frames[walk->depth];
}

/* The path with the name of the value that is being read. */
static const char *path_of_value(struct ck_export_walk *walk)
{
    size_t len = strnlen(ck_buf_text(&walk->key), NAME_MAX_BYTES);

    walk->path.len = top(walk)->path;
    if (walk->path.len > 0) {
        ck_buf_adds(&walk->path, " > ");
    }
    ck_buf_add(&walk->path, ck_buf_text(&walk->key), len);
    walk->export->no_memory = walk->export->no_memory || !ck_buf_ok(&walk->path);
    return ck_buf_text(&walk->path);
}

/* The path of what is open. */
static const char *path_of_frame(struct ck_export_walk *walk)
{
    walk->path.len = top(walk)->path;
    ck_buf_adds(&walk->path, "");
    return ck_buf_text(&walk->path);
}

/* Which list an array of this name would be here. A section says it of what is directly
 * in it; one of the topmost holds too many things for that. */
static enum ck_export_list list_here(struct ck_export_walk *walk, const char *plain)
{
    const struct ck_export_frame *frame = top(walk);

    if (ck_export_list_any(plain)) {
        while (frame > walk->frames && frame->list == CK_EXPORT_NONE) {
            frame--;
        }
        return frame->list;
    }
    if (ck_export_list_named(plain) != CK_EXPORT_NONE) {
        return ck_export_list_named(plain);
    }
    return frame->names > 1 ? frame->list : CK_EXPORT_NONE;
}

static void note_sign(struct ck_export *export, const char *plain)
{
    unsigned layouts = ck_export_sign(plain);

    if (layouts != 0) {
        export->layouts &= layouts;
        export->signs = true;
        export->own_signs = true;
    }
}

/* Maps and records are called so, and the sections around them are not. */
static bool is_map(enum ck_export_list list, const char *plain)
{
    size_t len = strlen(plain);

    return list != CK_EXPORT_NONE && ck_export_form(list) != CK_FORM_LIST && len > 3 &&
           strcmp(plain + len - 3, "map") == 0;
}

/* What an array or object is that stands under a name in an object looked into. */
static void classify(struct ck_export_walk *walk, bool array, struct ck_export_frame *ret)
{
    char plain[CK_PLAIN_SIZE];
    enum ck_export_skip skip;

    ck_export_plain(ck_buf_text(&walk->key), plain);
    skip = ck_export_skip_named(plain);
    note_sign(walk->export, plain);
    ret->names++;
    if (skip != CK_SKIP_NOT) {
        ret->role = CK_ROLE_SKIPPED;
        ck_export_add_skipped(walk->export, path_of_value(walk), skip);
        return;
    }
    if (array) {
        ret->list = list_here(walk, plain);
        ret->role = ret->list != CK_EXPORT_NONE ? CK_ROLE_LIST : CK_ROLE_UNKNOWN;
        return;
    }
    ret->list = ck_export_list_named(plain);
    if (is_map(ret->list, plain)) {
        ret->role =
            ck_export_form(ret->list) == CK_FORM_MAP ? CK_ROLE_LIST : CK_ROLE_ENTRY;
    }
}

/* The file's own array or object, or an object in the file's array. */
static void classify_nameless(struct ck_export_walk *walk, bool array,
                              struct ck_export_frame *ret)
{
    if (walk->depth == 0 && array && walk->export->list != CK_EXPORT_NONE) {
        ret->role = CK_ROLE_LIST;
        ret->list = walk->export->list;
    } else if (walk->depth > 0 && array) {
        ret->role = CK_ROLE_UNKNOWN;
    }
}

static void open_container(struct ck_export_walk *walk, bool array)
{
    const struct ck_export_frame *above = top(walk);
    struct ck_export_frame frame = {.names = above->names, .path = above->path};

    switch (above->role) {
    case CK_ROLE_LOOKED_INTO:
        if (walk->key.len > 0) {
            classify(walk, array, &frame);
            (void)path_of_value(walk);
            frame.path = walk->path.len;
        } else {
            classify_nameless(walk, array, &frame);
        }
        break;
    case CK_ROLE_LIST:
        frame.role = CK_ROLE_ENTRY;
        frame.list = above->list;
        break;
    case CK_ROLE_ENTRY:
    case CK_ROLE_WITHIN:
        frame.role = CK_ROLE_WITHIN;
        break;
    case CK_ROLE_UNKNOWN:
    case CK_ROLE_SKIPPED:
        frame.role = above->role;
        break;
    }
    walk->depth++;
    *top(walk) = frame;
    walk->json.muted = frame.role == CK_ROLE_UNKNOWN || frame.role == CK_ROLE_SKIPPED;
    if (frame.role == CK_ROLE_ENTRY) {
        ck_export_entry_begin(walk->export, frame.list);
    }
    if (frame.role != CK_ROLE_WITHIN) {
        ck_buf_clear(&walk->key);
    }
}

/* An object that was looked into: whether what it holds was understood. */
static void close_looked_into(struct ck_export_walk *walk, struct ck_export_frame *above)
{
    const struct ck_export_frame *frame = top(walk);

    if (frame->accounted || frame->names == 0) {
        above->accounted = above->accounted || frame->accounted;
    } else if (frame->content && frame->names <= UNKNOWN_NAMES) {
        ck_export_add_unknown(walk->export, path_of_frame(walk));
        above->accounted = true;
    } else if (frame->content) {
        above->content = true;
    } else if (frame->list != CK_EXPORT_NONE && frame->names > 1) {
        ck_export_add_found(walk->export, frame->list, path_of_frame(walk), 0);
        above->accounted = true;
    }
}

static void close_list(struct ck_export_walk *walk, struct ck_export_frame *above,
                       int64_t count)
{
    const char *path = top(walk)->path > 0 ? path_of_frame(walk) : walk->export->name;

    ck_export_add_found(walk->export, top(walk)->list, path, count);
    above->accounted = true;
}

/* `whole` false: the file broke off in it. */
static void close_container(struct ck_export_walk *walk, bool whole)
{
    struct ck_export_frame *frame = top(walk);
    struct ck_export_frame *above = frame - 1;

    if (frame->role == CK_ROLE_LOOKED_INTO) {
        if (whole) {
            close_looked_into(walk, above);
        }
    } else if (frame->role == CK_ROLE_LIST) {
        close_list(walk, above, frame->members);
    } else if (frame->role == CK_ROLE_ENTRY) {
        bool record = above->role != CK_ROLE_LIST;
        int64_t count = walk->export->entry.count > 0 ? 1 : 0;

        if (whole && (!record || count > 0)) {
            ck_export_entry_end(walk->export);
            above->members++;
        }
        if (record) {
            close_list(walk, above, whole ? count : 0);
        }
    } else if (frame->role == CK_ROLE_UNKNOWN && above->role == CK_ROLE_LOOKED_INTO) {
        if (whole && frame->members > 0 && frame->names <= UNKNOWN_NAMES) {
            ck_export_add_unknown(walk->export, path_of_frame(walk));
            above->accounted = true;
        }
        above->content = above->content || frame->members > 0;
    } else if (frame->role == CK_ROLE_UNKNOWN) {
        above->members++;
    } else if (frame->role == CK_ROLE_SKIPPED) {
        above->accounted = true;
    }
    walk->depth--;
    walk->json.muted = above->role == CK_ROLE_UNKNOWN || above->role == CK_ROLE_SKIPPED;
    if (above->role != CK_ROLE_ENTRY && above->role != CK_ROLE_WITHIN) {
        ck_buf_clear(&walk->key);
    }
}

/* The ways in which an export says that there is nothing (tiktok.md §8). */
static bool is_nothing(enum ck_json_event event, const char *text)
{
    return event == CK_JSON_NULL ||
           (event == CK_JSON_STRING && (*text == '\0' || strcasecmp(text, "N/A") == 0 ||
                                        strcasecmp(text, "None") == 0));
}

/* A value that is no container, directly in an object looked into. */
static void look_at_value(struct ck_export_walk *walk, enum ck_json_event event,
                          const char *text)
{
    char plain[CK_PLAIN_SIZE];
    enum ck_export_list list;

    ck_export_plain(ck_buf_text(&walk->key), plain);
    if (!is_nothing(event, text)) {
        /* Two that stand beside many a list and say nothing of it. */
        top(walk)->content = top(walk)->content || (strcmp(plain, "app") != 0 &&
                                                    strcmp(plain, "isfastlane") != 0);
        return;
    }
    list =
        ck_export_list_any(plain) ? list_here(walk, plain) : ck_export_list_named(plain);
    if (list != CK_EXPORT_NONE && ck_export_skip_named(plain) == CK_SKIP_NOT) {
        ck_export_add_found(walk->export, list, path_of_value(walk), 0);
        top(walk)->accounted = true;
    }
}

static const char *text_of(enum ck_json_event event, const char *text)
{
    if (event == CK_JSON_TRUE || event == CK_JSON_FALSE) {
        return event == CK_JSON_TRUE ? "true" : "false";
    }
    return text;
}

static void value(struct ck_export_walk *walk, enum ck_json_event event, const char *text)
{
    struct ck_export_frame *frame = top(walk);

    if (frame->role == CK_ROLE_LOOKED_INTO) {
        look_at_value(walk, event, text);
        ck_buf_clear(&walk->key);
    } else if (frame->role == CK_ROLE_LIST && event != CK_JSON_NULL) {
        frame->members++;
        ck_export_entry_begin(walk->export, frame->list);
        ck_export_entry_add(walk->export, "", text_of(event, text));
        ck_export_entry_end(walk->export);
    } else if (frame->role == CK_ROLE_UNKNOWN && event != CK_JSON_NULL) {
        frame->members++;
    } else if (event != CK_JSON_NULL) {
        ck_export_entry_add(walk->export, ck_buf_text(&walk->key), text_of(event, text));
    }
}

static void take_key(struct ck_export_walk *walk, const char *text)
{
    enum ck_export_role role = top(walk)->role;

    /* Within an entry its own names count, not those further in. */
    if (role == CK_ROLE_LOOKED_INTO || role == CK_ROLE_ENTRY) {
        ck_buf_clear(&walk->key);
        ck_buf_adds(&walk->key, text);
        walk->export->no_memory = walk->export->no_memory || !ck_buf_ok(&walk->key);
    }
}

static void told(void *ctx, enum ck_json_event event, const char *text)
{
    struct ck_export_walk *walk = ctx;

    switch (event) {
    case CK_JSON_OBJECT:
    case CK_JSON_ARRAY:
        open_container(walk, event == CK_JSON_ARRAY);
        break;
    case CK_JSON_OBJECT_END:
    case CK_JSON_ARRAY_END:
        close_container(walk, true);
        break;
    case CK_JSON_KEY:
        take_key(walk, text);
        break;
    case CK_JSON_STRING:
    case CK_JSON_NUMBER:
    case CK_JSON_TRUE:
    case CK_JSON_FALSE:
    case CK_JSON_NULL:
        value(walk, event, text);
        break;
    }
}

void ck_export_walk_begin(struct ck_export *export)
{
    struct ck_export_walk *walk = &export->walk;

    walk->export = export;
    walk->depth = 0;
    walk->frames[0] = (struct ck_export_frame){.role = CK_ROLE_LOOKED_INTO};
    walk->path.max = PATH_MAX_BYTES;
    walk->key.max = KEY_MAX_BYTES;
    ck_buf_clear(&walk->path);
    ck_buf_clear(&walk->key);
    ck_json_reader_free(&walk->json);
    ck_json_reader_init(&walk->json, told, walk);
}

void ck_export_walk_end(struct ck_export *export)
{
    struct ck_export_walk *walk = &export->walk;
    const struct ck_json_reader *json = &walk->json;
    ck_autobuf struct ck_buf where = {.max = 4096};

    ck_json_reader_end(&walk->json);
    while (walk->depth > 0) {
        close_container(walk, false);
    }
    export->no_memory = export->no_memory || json->no_memory;
    if (json->wrong != NULL && !json->no_memory) {
        ck_buf_addf(&where, "%.1000s, line %" PRId64 ", byte %" PRId64, export->name,
                    json->lines, json->bytes + 1);
        ck_export_problem(export, ck_buf_text(&where), json->wrong);
        export->no_memory = export->no_memory || !ck_buf_ok(&where);
    }
}
