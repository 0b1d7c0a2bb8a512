#include "keep/library_post.h"

#include "base/io.h"
#include "keep/disk.h"
#include "keep/library_text.h"
#include "keep/permission.h"

#include <string.h>

enum { SIDECAR_MAX = 256 * 1024, TRACK_MAX = 256 * 1024, TRACKS = 16, SPOKEN_MAX = 1500 };
enum { REMARKS_MAX = 4 * 1024 * 1024, REMARKS = 500, REMARKED_MAX = 1000 };

static bool has_role(const struct ck_kept_file *file, const char *role)
{
    return strcmp(file->role, role) == 0;
}

static const struct ck_kept_file *file_of(const struct ck_kept *kept, const char *role)
{
    for (size_t i = 0; i < kept->file_count; i++) {
        if (has_role(&kept->files[i], role)) {
            return &kept->files[i];
        }
    }
    return NULL;
}

/* False: not there, too big, or not to be read. */
static bool read_text(int rootfd, const char *name, struct ck_buf *ret)
{
    int64_t bytes = 0;
    ck_autoclose int fd = ck_disk_open_file(rootfd, name, &bytes);

    return fd >= 0 && ck_read_all(fd, ret, NULL);
}

static json_t *read_sidecar(int rootfd, const struct ck_kept *kept)
{
    const struct ck_kept_file *file = file_of(kept, "sidecar");
    ck_autobuf struct ck_buf text = {.max = SIDECAR_MAX};
    json_t *side = NULL;

    if (file != NULL && read_text(rootfd, file->name, &text)) {
        side = json_loadb(ck_buf_text(&text), text.len, JSON_REJECT_DUPLICATES, NULL);
    }
    if (!json_is_object(side)) {
        json_decref(side);
        return NULL;
    }
    return side;
}

static json_t *read_tracks(int rootfd, const struct ck_kept *kept)
{
    json_t *tracks = json_array();

    for (size_t i = 0; i < kept->file_count && json_array_size(tracks) < TRACKS; i++) {
        ck_autobuf struct ck_buf text = {.max = TRACK_MAX};

        if (has_role(&kept->files[i], "captions") &&
            read_text(rootfd, kept->files[i].name, &text)) {
            (void)json_array_append_new(
                tracks, json_pack("[o, o]", ck_library_string(kept->files[i].name),
                                  ck_library_string(ck_buf_text(&text))));
        }
    }
    return tracks;
}

/* What the page shows of an object, by name. */
static json_t *pick(const json_t *object, const char *const *names, size_t count)
{
    json_t *picked = json_object();

    for (size_t i = 0; i < count; i++) {
        json_t *value = json_object_get(object, names[i]);

        if (value != NULL) {
            (void)json_object_set(picked, names[i], value);
        }
    }
    return picked;
}

/* The newest version of its comments, the first of them. */
static json_t *read_remarks(int rootfd, const struct ck_kept *kept)
{
    static const char *const fields[] = {
        "id", "parent", "text", "timestamp", "like_count", "author", "author_name"};
    const struct ck_kept_file *newest = NULL;
    ck_autobuf struct ck_buf text = {.max = REMARKS_MAX};
    json_auto_t *all = NULL;
    json_t *comments = json_array();
    const json_t *list;

    for (size_t i = 0; i < kept->file_count; i++) {
        const struct ck_kept_file *file = &kept->files[i];

        if (has_role(file, "comments") &&
            (newest == NULL || strcmp(file->name, newest->name) > 0)) {
            newest = file;
        }
    }
    if (newest != NULL && read_text(rootfd, newest->name, &text)) {
        all = json_loadb(ck_buf_text(&text), text.len, JSON_REJECT_DUPLICATES, NULL);
    }
    list = json_object_get(all, "comments");
    for (size_t i = 0; i < json_array_size(list) && i < REMARKS; i++) {
        (void)json_array_append_new(comments, pick(json_array_get(list, i), fields,
                                                   sizeof(fields) / sizeof(fields[0])));
    }
    if (json_array_size(comments) == 0) {
        json_decref(comments);
        return NULL;
    }
    return json_pack("{s:O?, s:o}", "at", json_object_get(all, "at"), "comments",
                     comments);
}

static json_t *permit(const struct ck_permission *one)
{
    json_t *scope = json_array();

    for (int i = 0; i < CK_SCOPE_COUNT; i++) {
        if ((one->scope & 1u << i) != 0) {
            (void)json_array_append_new(scope, json_string(ck_scope_word(i)));
        }
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:o}", "who", ck_library_string(one->who),
                     "scope", scope, "when", ck_library_string(one->given), "note",
                     ck_library_string(one->note), "withdrawn",
                     (json_int_t)one->withdrawn_at, "proof",
                     ck_library_string(one->proof));
}

static bool read_permits(struct ck_archive *archive, struct ck_library_post *post,
                         struct ck_error *err)
{
    struct ck_permission *list = NULL;
    size_t count = 0;

    post->permits = json_array();
    if (!ck_permission_list(archive, post->kept->id, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        post->permitted = post->permitted || list[i].withdrawn_at == 0;
        (void)json_array_append_new(post->permits, permit(&list[i]));
    }
    ck_permissions_free(list, count);
    return true;
}

bool ck_library_post_read(struct ck_archive *archive, int rootfd,
                          const struct ck_kept *kept, bool gone,
                          struct ck_library_post *ret, struct ck_error *err)
{
    *ret = (struct ck_library_post){.kept = kept, .gone = gone};
    if (!read_permits(archive, ret, err)) {
        return false;
    }
    ret->side = read_sidecar(rootfd, kept);
    ret->tracks = read_tracks(rootfd, kept);
    ret->remarks = read_remarks(rootfd, kept);
    return ck_library_readings(archive, rootfd, ret, err) &&
           ((ret->tracks != NULL && ret->permits != NULL) ||
            ck_fail(err, CK_ERR_NOMEM, NULL));
}

void ck_library_post_clear(struct ck_library_post *post)
{
    json_decref(post->side);
    json_decref(post->permits);
    json_decref(post->tracks);
    json_decref(post->remarks);
    json_decref(post->readings);
    *post = (struct ck_library_post){0};
}

static const char *word(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

static bool has_sound(const struct ck_library_post *post)
{
    if (strcmp(post->kept->kind, "photo") == 0) {
        return file_of(post->kept, "sound") != NULL;
    }
    return strstr(post->kept->notes, "sound-removed") == NULL &&
           strstr(post->kept->notes, "sound-missing") == NULL &&
           strcmp(word(post->side, "acodec"), "none") != 0;
}

int ck_library_post_flags(const struct ck_library_post *post)
{
    const struct ck_kept_rights *rights = &post->kept->rights;
    const struct {
        bool is;
        int bit;
    } all[] = {
        {has_sound(post), CK_LIBRARY_SOUND},
        {rights->mine, CK_LIBRARY_MINE},
        {post->gone, CK_LIBRARY_GONE},
        {post->permitted, CK_LIBRARY_PERMITTED},
        {file_of(post->kept, "captions") != NULL, CK_LIBRARY_CAPTIONS},
        {strcmp(rights->saving, "off") == 0, CK_LIBRARY_SAVING_OFF},
        {strcmp(rights->saving, "allowed") == 0, CK_LIBRARY_SAVING_ALLOWED},
        {strcmp(post->kept->seen, "export") == 0, CK_LIBRARY_EXPORTED},
    };
    int flags = 0;

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        flags |= all[i].is ? all[i].bit : 0;
    }
    return flags;
}

const char *ck_library_post_cover(const struct ck_library_post *post)
{
    const struct ck_kept_file *file = file_of(post->kept, "cover");

    file = file != NULL ? file : file_of(post->kept, "image");
    file = file != NULL ? file : file_of(post->kept, "video"); /* its first picture */
    return file != NULL ? file->name : "";
}

void ck_library_post_sound(const struct ck_library_post *post, struct ck_buf *ret)
{
    const json_t *music =
        json_object_get(json_object_get(post->side, "clipkeep"), "music");

    if (word(music, "id")[0] != '\0' || word(music, "title")[0] != '\0') {
        ck_buf_addf(ret, "%s\t%s\t%s", word(music, "id"), word(music, "title"),
                    word(music, "author"));
    }
}

/* What others said about it. */
static void add_remarked(const struct ck_library_post *post, struct ck_buf *ret)
{
    const json_t *comments = json_object_get(post->remarks, "comments");
    size_t end = ret->len + REMARKED_MAX;

    for (size_t i = 0; i < json_array_size(comments) && ret->len < end; i++) {
        const char *text = word(json_array_get(comments, i), "text");

        ck_buf_add(ret, text, ck_library_cut(text, end - ret->len));
        ck_buf_addc(ret, '\n');
    }
}

void ck_library_post_words(const struct ck_library_post *post, size_t skip,
                           struct ck_buf *ret)
{
    const char *text = post->kept->text;
    const json_t *place =
        json_object_get(json_object_get(post->side, "clipkeep"), "place");
    size_t from;

    ck_buf_adds(ret, text + (strlen(text) > skip ? skip : strlen(text)));
    ck_buf_addf(ret, "\n%s\n%s\n", word(post->side, "channel"), word(place, "name"));
    from = ret->len;
    /* Those that were spoken come first; translations say the same once more. */
    for (size_t i = 0; i < json_array_size(post->tracks) && i < 2; i++) {
        const json_t *track = json_array_get(post->tracks, i);

        ck_library_spoken(json_string_value(json_array_get(track, 1)), from + SPOKEN_MAX,
                          ret);
    }
    add_remarked(post, ret);
}

static json_t *side_of(const struct ck_library_post *post)
{
    static const char *const plain[] = {
        "title",         "channel",      "duration",   "view_count", "like_count",
        "comment_count", "repost_count", "save_count", "track",      "artist",
        "album",         "location",     "width",      "height",     "vcodec",
        "acodec",        "language"};
    static const char *const own[] = {"rights",   "labels",     "music",     "place",
                                      "mentions", "measured",   "time_from", "duet_of",
                                      "files",    "permissions"};
    const json_t *block = json_object_get(post->side, "clipkeep");
    json_t *side = pick(post->side, plain, sizeof(plain) / sizeof(plain[0]));
    json_t *more = pick(block, own, sizeof(own) / sizeof(own[0]));

    (void)json_object_update(side, more);
    json_decref(more);
    return side;
}

json_t *ck_library_files(const struct ck_kept *kept)
{
    json_t *files = json_array();

    for (size_t i = 0; i < kept->file_count; i++) {
        const struct ck_kept_file *file = &kept->files[i];

        (void)json_array_append_new(
            files, json_pack("[o, o, I, s]", ck_library_string(file->role),
                             ck_library_string(file->name), (json_int_t)file->bytes,
                             file->sha256));
    }
    return files;
}

json_t *ck_library_post_details(const struct ck_library_post *post)
{
    const struct ck_kept *kept = post->kept;

    return json_pack(
        "{s:s, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:O, s:O, s:O*, s:O*}", "id",
        kept->id, "author", ck_library_string(kept->author), "text",
        ck_library_string(kept->text), "created", (json_int_t)kept->created, "kept",
        (json_int_t)kept->kept_at, "seen", ck_library_string(kept->seen), "notes",
        ck_library_string(kept->notes), "files", ck_library_files(kept), "side",
        side_of(post), "permits", post->permits, "tracks", post->tracks, "remarks",
        post->remarks, "readings", post->readings);
}
