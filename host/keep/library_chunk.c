#include "keep/library_chunk.h"

#include "keep/db.h"
#include "keep/library_disk.h"
#include "keep/library_post.h"
#include "keep/library_rows.h"

#include <assert.h>
#include <string.h>

enum { TEXT_MAX = 160, FILE_MAX = 256 * 1024 * 1024 };

struct ck_library_chunk {
    struct ck_archive *archive;
    int rootfd, dirfd;
    const char *folder;
    int64_t key, after; /* the number of the post that was read last */
    int64_t count;
    json_t *index;        /* columns, and lists of words that they point into */
    json_t *places;       /* where a word is in its list */
    json_t *words;        /* for the search */
    json_t *details;      /* of the posts since the last file of them */
    json_t *names;        /* of those files */
    unsigned long misses; /* of memory, before it was begun */
};

/* What the page reads of all posts, and the lists of words that three of these point
 * into; library/data.js has the same. */
static const char *const columns[] = {
    "id",    "kind",    "author",   "created", "kept",    "text",    "cover",
    "views", "likes",   "flags",    "images",  "seconds", "licence", "bytes",
    "sound", "authors", "licences", "sounds",  "lists"};

struct ck_library_chunk *ck_library_chunk_open(struct ck_archive *archive, int rootfd,
                                               int dirfd, const char *folder, int64_t key)
{
    struct ck_library_chunk *chunk = ck_alloc(sizeof(*chunk));

    if (chunk == NULL) {
        return NULL;
    }
    *chunk = (struct ck_library_chunk){
        .archive = archive,
        .rootfd = rootfd,
        .dirfd = dirfd,
        .folder = folder,
        .key = key,
        .after = key * CK_LIBRARY_CHUNK - 1,
        .index = json_object(),
        .places = json_object(),
        .words = json_array(),
        .details = json_array(),
        .names = json_array(),
        .misses = ck_mem_misses(),
    };
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        (void)json_object_set_new(chunk->index, columns[i], json_array());
    }
    return chunk;
}

void ck_library_chunk_free(struct ck_library_chunk *chunk)
{
    if (chunk != NULL) {
        json_decref(chunk->index);
        json_decref(chunk->places);
        json_decref(chunk->words);
        json_decref(chunk->details);
        json_decref(chunk->names);
        ck_free(chunk);
    }
}

static void add(struct ck_library_chunk *chunk, const char *column, json_t *value)
{
    json_t *values = json_object_get(chunk->index, column);

    assert(values != NULL || ck_mem_misses() != chunk->misses);
    (void)json_array_append_new(values, value);
}

/* Adds where `text` is in the list, to which it is added the first time. */
static void add_listed(struct ck_library_chunk *chunk, const char *column,
                       const char *list_name, const char *text)
{
    json_t *list = json_object_get(chunk->index, list_name);
    json_t *places = json_object_get(chunk->places, list_name);
    json_t *place;

    if (places == NULL) {
        places = json_object();
        (void)json_object_set_new(chunk->places, list_name, places);
    }
    place = json_object_get(places, text);
    if (place == NULL) {
        place = json_integer((json_int_t)json_array_size(list));
        (void)json_array_append_new(list, ck_library_string(text));
        (void)json_object_set_new(places, text, place);
    }
    (void)json_array_append(json_object_get(chunk->index, column), place);
}

/* The lists that a post is in, and when it came into each: [LIST, TIME, LIST, TIME, …] */
static bool add_lists(struct ck_library_chunk *chunk, const char *post,
                      struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    json_t *lists = json_array();
    bool row = true;

    add(chunk, "lists", lists); /* owned by the chunk now */
    if (!ck_db_prepare(chunk->archive->db,
                       "SELECT list, added_at FROM list_posts WHERE post = ?1", &stmt,
                       err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    while (row) {
        if (!ck_db_step(stmt, &row, err)) {
            return false;
        }
        for (int i = 0; row && i < 2; i++) {
            (void)json_array_append_new(lists,
                                        json_integer(sqlite3_column_int64(stmt, i)));
        }
    }
    return true;
}

static json_t *number_of(const json_t *side, const char *key)
{
    const json_t *value = json_object_get(side, key);

    return json_integer(json_is_number(value) ? (json_int_t)json_number_value(value)
                                              : -1);
}

/* How many pictures, and the bytes of all files. */
static json_int_t count_files(const struct ck_kept *kept, json_int_t *ret_bytes)
{
    json_int_t images = 0;

    *ret_bytes = 0;
    for (size_t i = 0; i < kept->file_count; i++) {
        images += strcmp(kept->files[i].role, "image") == 0;
        *ret_bytes += kept->files[i].bytes;
    }
    return images;
}

static void add_columns(struct ck_library_chunk *chunk,
                        const struct ck_library_post *post)
{
    const struct ck_kept *kept = post->kept;
    ck_autobuf struct ck_buf sound = {.max = SIZE_MAX};
    json_int_t bytes = 0;
    json_int_t images = count_files(kept, &bytes);

    ck_library_post_sound(post, &sound);
    add(chunk, "id", json_string(kept->id));
    add(chunk, "kind", json_integer(strcmp(kept->kind, "photo") == 0));
    add_listed(chunk, "author", "authors", kept->author);
    add(chunk, "created", json_integer(kept->created));
    add(chunk, "kept", json_integer(kept->kept_at));
    add(chunk, "text", json_stringn(kept->text, ck_library_cut(kept->text, TEXT_MAX)));
    add(chunk, "cover", ck_library_string(ck_library_post_cover(post)));
    add(chunk, "views", number_of(post->side, "view_count"));
    add(chunk, "likes", number_of(post->side, "like_count"));
    add(chunk, "flags", json_integer(ck_library_post_flags(post)));
    add(chunk, "images", json_integer(images));
    add(chunk, "seconds", number_of(post->side, "duration"));
    add_listed(chunk, "licence", "licences", kept->rights.licence);
    add(chunk, "bytes", json_integer(bytes));
    add_listed(chunk, "sound", "sounds", ck_buf_text(&sound));
}

static bool add_words(struct ck_library_chunk *chunk, const struct ck_library_post *post,
                      struct ck_error *err)
{
    ck_autobuf struct ck_buf words = {.max = SIZE_MAX};
    json_t *text;

    ck_library_post_words(post, ck_library_cut(post->kept->text, TEXT_MAX), &words);
    text = ck_library_string(ck_buf_text(&words));
    return json_array_append_new(chunk->words, text) == 0 ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool put(struct ck_library_chunk *chunk, char letter, const char *kind,
                const json_t *value, char ret_name[CK_LIBRARY_NAME_SIZE],
                struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = FILE_MAX};

    return (ck_library_script(&text, kind, (long long)chunk->key, value) ||
            ck_fail(err, CK_ERR_NOMEM, NULL)) &&
           ck_library_put(chunk->dirfd, letter, ".js", text.data, text.len, ret_name,
                          err);
}

/* Puts what there is of details into a file of its own. */
static bool put_details(struct ck_library_chunk *chunk, struct ck_error *err)
{
    char name[CK_LIBRARY_NAME_SIZE];

    if (json_array_size(chunk->details) == 0) {
        return true;
    }
    if (!put(chunk, 'd', "details", chunk->details, name, err)) {
        return false;
    }
    (void)json_array_append_new(chunk->names, json_string(name));
    (void)json_array_clear(chunk->details);
    return true;
}

static bool take(struct ck_library_chunk *chunk, const struct ck_kept *kept, bool gone,
                 struct ck_error *err)
{
    struct ck_library_post post;
    bool ok = ck_library_post_read(chunk->archive, chunk->rootfd, kept, gone, &post, err);

    if (ok) {
        add_columns(chunk, &post);
        ok =
            add_lists(chunk, kept->id, err) && add_words(chunk, &post, err) &&
            (json_array_append_new(chunk->details, ck_library_post_details(&post)) == 0 ||
             ck_fail(err, CK_ERR_NOMEM, NULL));
    }
    ck_library_post_clear(&post);
    chunk->count++;
    return ok && (json_array_size(chunk->details) < CK_LIBRARY_DETAILS ||
                  put_details(chunk, err));
}

/* The number of the next post, and whether it is gone; 0: there is none. */
static bool next(struct ck_library_chunk *chunk, int64_t *ret_number, bool *ret_gone,
                 struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    *ret_number = 0;
    if (!ck_db_prepare(chunk->archive->db,
                       "SELECT number, " CK_LIBRARY_ROW_GONE
                       " FROM posts p WHERE " CK_LIBRARY_SHOWN
                       " AND number > ?4 ORDER BY number LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_library_bind_range(stmt, chunk->key, chunk->folder);
    ck_db_int(stmt, 4, chunk->after);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    *ret_number = row ? sqlite3_column_int64(stmt, 0) : 0;
    *ret_gone = row && sqlite3_column_int(stmt, 1) != 0;
    return true;
}

bool ck_library_chunk_add(struct ck_library_chunk *chunk, const struct ck_kept *kept,
                          int64_t list, struct ck_error *err)
{
    const json_t *lists = json_object_get(chunk->index, "lists");
    json_t *of_this;

    if (!take(chunk, kept, false, err)) {
        return false;
    }
    of_this = json_array_get(lists, json_array_size(lists) - 1);
    (void)json_array_append_new(of_this, json_integer(list));
    (void)json_array_append_new(of_this, json_integer(kept->created));
    return true; /* for want of memory the end fails */
}

bool ck_library_chunk_end(struct ck_library_chunk *chunk, json_t **ret_entry,
                          struct ck_error *err)
{
    char index[CK_LIBRARY_NAME_SIZE], words[CK_LIBRARY_NAME_SIZE];

    if (ck_mem_misses() != chunk->misses) {
        return ck_fail(err, CK_ERR_NOMEM, NULL); /* a value of some post is not there */
    }
    if (!put_details(chunk, err) || !put(chunk, 'i', "index", chunk->index, index, err) ||
        !put(chunk, 'w', "words", chunk->words, words, err)) {
        return false;
    }
    *ret_entry = json_pack("{s:I, s:I, s:s, s:s, s:O}", "key", (json_int_t)chunk->key,
                           "count", (json_int_t)chunk->count, "index", index, "words",
                           words, "details", chunk->names);
    return *ret_entry != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_library_chunk_step(struct ck_library_chunk *chunk, size_t *posts,
                           json_t **ret_entry, struct ck_error *err)
{
    *ret_entry = NULL;
    for (; *posts > 0; --*posts) {
        struct ck_kept kept = {0};
        int64_t number;
        bool gone;
        bool ok;

        if (!next(chunk, &number, &gone, err)) {
            return false;
        }
        if (number == 0) {
            return ck_library_chunk_end(chunk, ret_entry, err);
        }
        chunk->after = number;
        ok = ck_post_next(chunk->archive, chunk->folder, number - 1, &number, &kept,
                          err) &&
             take(chunk, &kept, gone, err);
        ck_kept_clear(&kept);
        if (!ok) {
            return false;
        }
    }
    return true;
}
