#include "keep/exported_posts.h"

#include "base/mem.h"
#include "keep/disk.h"
#include "keep/exported.h"
#include "keep/exported_files.h"
#include "keep/made.h"
#include "keep/table.h"
#include "keep/table_read.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct building {
    struct ck_exported_posts *posts;
    struct ck_exported_files files;
    size_t room;
    const char *handle, *folder; /* the account, where a table does not say it */
    const char *list;            /* whose tables are read */
};

static bool is_video(const struct ck_exported_file *file)
{
    const char *suffix = strrchr(file->name, '.');

    return strcmp(suffix, ".mp4") == 0 || strcmp(suffix, ".webm") == 0;
}

static bool set(char **ret, const char *text)
{
    *ret = ck_strdup(text);
    return *ret != NULL;
}

/* Another post, of as many files at most. NULL: no memory. */
static struct ck_exported_post *begin_post(struct building *building, const char *text,
                                           const char *author, size_t files)
{
    struct ck_exported_posts *posts = building->posts;
    struct ck_exported_post *post;

    if (posts->count == building->room) {
        size_t room = building->room * 2 + 16;
        struct ck_exported_post *grown = ck_realloc(posts->of, room * sizeof(*grown));

        if (grown == NULL) {
            return NULL;
        }
        posts->of = grown;
        building->room = room;
    }
    post = &posts->of[posts->count++];
    *post = (struct ck_exported_post){.list = building->list, .kept.rights.mine = true};
    post->kept.files = ck_alloc(files * sizeof(*post->kept.files));
    return post->kept.files != NULL && set(&post->kept.text, text) &&
                   set(&post->kept.author, author) && set(&post->kept.page, "") &&
                   set(&post->kept.seen, "export") && set(&post->kept.notes, "") &&
                   set(&post->kept.folder, building->folder)
               ? post
               : NULL;
}

static bool add_file(struct ck_exported_post *post, struct ck_exported_file *file)
{
    struct ck_kept *kept = &post->kept;
    struct ck_kept_file *one = &kept->files[kept->file_count];

    if (kept->file_count == 0) {
        (void)snprintf(kept->id, sizeof(kept->id), "export-%.16s",
                       file->name + CK_EXPORTED_HASH);
        kept->created = file->created;
        if (!set(&kept->kind, is_video(file) ? "video" : "photo")) {
            return false;
        }
    }
    file->taken = true;
    kept->kept_at = file->at > kept->kept_at ? file->at : kept->kept_at;
    *one = (struct ck_kept_file){.bytes = file->bytes};
    memcpy(one->sha256, file->sha256, sizeof(one->sha256));
    kept->file_count++; /* from here on it is freed with the post */
    return set(&one->role, is_video(file) ? "video" : "image") &&
           set(&one->name, file->name);
}

/* The file of this stem that no post has yet, NULL: none. */
static struct ck_exported_file *find(struct building *building, const char *stem,
                                     size_t len)
{
    struct ck_exported_file *file = len + 1 == CK_EXPORTED_STEM
                                        ? ck_exported_file_find(&building->files, stem)
                                        : NULL;

    return file != NULL && !file->taken ? file : NULL;
}

/* A person may have worked on the table. */
static bool is_handle(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789._");

    return len > 0 && len < 64 && text[len] == '\0';
}

/* A row of "date,caption,post,files,account". */
static bool take_row(void *ctx, const char *const values[CK_TABLE_VALUES])
{
    struct building *building = ctx;
    const char *author = is_handle(values[4]) ? values[4] : building->handle;
    struct ck_exported_post *post = NULL;
    size_t len;

    for (const char *at = values[3]; *at != '\0'; at += len + strspn(at + len, ", ")) {
        struct ck_exported_file *file;

        len = strcspn(at, ",");
        file = find(building, at, len);
        if (file == NULL) {
            continue;
        }
        if (post == NULL) {
            post = begin_post(building, values[1], author,
                              strlen(at) / (CK_EXPORTED_STEM - 1));
        }
        if (post == NULL || !add_file(post, file)) {
            return false;
        }
    }
    return true;
}

/* How many files from this one on are of one second. */
static size_t of_a_second(const struct ck_exported_files *files, size_t from)
{
    size_t i = from;

    while (i < files->count && files->of[i].created == files->of[from].created) {
        i++;
    }
    return i - from;
}

/* What no table tells of, because its import was broken off: the pictures of one second
 * are one post. */
static bool take_rest(struct building *building)
{
    struct ck_exported_files *files = &building->files;
    struct ck_exported_post *post = NULL;

    for (size_t i = 0; i < files->count; i++) {
        struct ck_exported_file *file = &files->of[i];

        if (file->taken) {
            continue;
        }
        if (post == NULL || is_video(file) || strcmp(post->kept.kind, "photo") != 0 ||
            post->kept.created != file->created) {
            post = begin_post(building, "", building->handle, of_a_second(files, i));
        }
        if (post == NULL || !add_file(post, file)) {
            return false;
        }
    }
    return true;
}

static int by_time(const void *a, const void *b)
{
    const struct ck_kept *one = &((const struct ck_exported_post *)a)->kept;
    const struct ck_kept *other = &((const struct ck_exported_post *)b)->kept;

    return one->created != other->created ? (one->created < other->created ? -1 : 1)
                                          : strcmp(one->id, other->id);
}

/* The first post of this second or later. */
static size_t first_at(const struct ck_exported_posts *posts, int64_t created)
{
    size_t low = 0, high = posts->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (posts->of[middle].kept.created < created) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* A kept post of the same second may be the same post. Where it is not known to be the
 * person's, both have to have the caption. */
static bool join(void *ctx, int64_t created, const char *id, const char *text,
                 const char *author, bool own)
{
    const struct ck_exported_posts *posts = ctx;

    for (size_t i = first_at(posts, created);
         i < posts->count && posts->of[i].kept.created == created; i++) {
        struct ck_exported_post *post = &posts->of[i];
        bool same = author[0] != '\0' && strcasecmp(author, post->kept.author) == 0;
        bool said = text[0] != '\0' && post->kept.text[0] != '\0';

        if (strlen(id) < sizeof(post->post) && (own || same || said) &&
            ck_made_agree(text, post->kept.text)) {
            post->several =
                post->several || (post->post[0] != '\0' && strcmp(post->post, id) != 0);
            (void)snprintf(post->post, sizeof(post->post), "%s", id);
        }
    }
    return true;
}

static bool finish(struct ck_archive *archive, const char *folder,
                   struct ck_exported_posts *posts, struct ck_error *err)
{
    if (posts->count > 0) {
        qsort(posts->of, posts->count, sizeof(*posts->of), by_time);
    }
    if (!ck_made_kept(archive, folder, join, posts, err)) {
        return false;
    }
    for (size_t i = 0; i < posts->count; i++) {
        if (posts->of[i].several) {
            posts->of[i].post[0] = '\0';
        }
    }
    return true;
}

static bool read_tables(int rootfd, struct building *building)
{
    static const char *const lists[] = {"stories", "posts"};

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        building->list = lists[i];
        if (!ck_tables_rows(rootfd, lists[i], take_row, building)) {
            return false;
        }
    }
    return take_rest(building);
}

bool ck_exported_posts_read(struct ck_archive *archive, int rootfd, const char *folder,
                            struct ck_exported_posts *ret, struct ck_error *err)
{
    char handle[64];
    struct building building = {.posts = ret, .handle = handle, .folder = folder};
    bool ok;

    *ret = (struct ck_exported_posts){0};
    if (!ck_exported_files_read(rootfd, &building.files, err)) {
        return false;
    }
    if (building.files.count == 0) {
        return true;
    }
    ok = ck_made_handle(archive, handle, err) &&
         (read_tables(rootfd, &building) || ck_fail(err, CK_ERR_NOMEM, NULL)) &&
         finish(archive, folder, ret, err);
    ck_exported_files_free(&building.files);
    return ok;
}

void ck_exported_posts_free(struct ck_exported_posts *posts)
{
    for (size_t i = 0; i < posts->count; i++) {
        ck_kept_clear(&posts->of[i].kept);
    }
    ck_free(posts->of);
    *posts = (struct ck_exported_posts){0};
}
