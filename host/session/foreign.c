#include "session/foreign.h"

#include "base/mem.h"
#include "tiktok/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ID_LEAST = 17, ID_MOST = 20, FIRST_DATE = 1400000000 };
enum { TEXT_MAX = 16384, LABEL_MAX = 1024 };

/* --- names ------------------------------------------------------------------------ */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The id that a run of digits is, 0: none. */
static uint64_t id_of(const char *digits, size_t len)
{
    char text[ID_MOST + 1];
    uint64_t id;

    if (len < ID_LEAST || len > ID_MOST || digits[0] == '0') {
        return 0;
    }
    memcpy(text, digits, len);
    text[len] = '\0';
    errno = 0;
    id = strtoull(text, NULL, 10);
    return errno == 0 && id >> 32 >= FIRST_DATE ? id : 0;
}

/* "_3", "-03" or "(3)" behind an id. */
static unsigned number_at(const char *at, const char *end)
{
    unsigned number = 0;
    size_t digits = 0;

    if (at < end && *at == ' ') {
        at++;
    }
    if (at == end || strchr("_-(", *at) == NULL) {
        return 0;
    }
    for (at++; at < end && is_digit(*at); at++) {
        number = 10 * number + (unsigned)(*at - '0');
        if (++digits > 3) {
            return 0;
        }
    }
    return number;
}

/* Looks for the id between `at` and `end`. */
static void find_id(const char *at, const char *end, struct ck_foreign_name *ret)
{
    size_t found = 0;

    for (const char *from = at; from < end; from++) {
        size_t len = 0;
        uint64_t id;

        while (from + len < end && is_digit(from[len])) {
            len++;
        }
        id = id_of(from, len);
        if (id != 0) {
            ret->number = number_at(from + len, end);
            ret->id = id;
            found++;
            if (from > at && from[-1] == '[' && from + len < end && from[len] == ']') {
                return;
            }
        }
        from += len > 0 ? len - 1 : 0;
    }
    if (found > 1) {
        ret->id = 0;
    }
}

static enum ck_foreign_role role_of(const char *ending)
{
    static const struct {
        const char *ending;
        enum ck_foreign_role role;
    } rows[] = {
        {".mp4", CK_FOREIGN_VIDEO},    {".m4v", CK_FOREIGN_VIDEO},
        {".mov", CK_FOREIGN_VIDEO},    {".jpg", CK_FOREIGN_IMAGE},
        {".jpeg", CK_FOREIGN_IMAGE},   {".png", CK_FOREIGN_IMAGE},
        {".webp", CK_FOREIGN_IMAGE},   {".heic", CK_FOREIGN_IMAGE},
        {".avif", CK_FOREIGN_IMAGE},   {".image", CK_FOREIGN_IMAGE},
        {".mp3", CK_FOREIGN_SOUND},    {".m4a", CK_FOREIGN_SOUND},
        {".vtt", CK_FOREIGN_CAPTIONS}, {".srt", CK_FOREIGN_CAPTIONS},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcasecmp(ending, rows[i].ending) == 0) {
            return rows[i].role;
        }
    }
    return CK_FOREIGN_OTHER;
}

/* Whether the file lies in a folder of one of these names, which end with NULL. */
static bool is_in(const char *path, const char *last, const char *const *folders)
{
    for (; *folders != NULL; folders++) {
        size_t len = strlen(*folders), before = (size_t)(last - path);

        if (before > len && last[-1] == '/' &&
            strncasecmp(last - 1 - len, *folders, len) == 0 &&
            (before == len + 1 || last[-(ptrdiff_t)len - 2] == '/')) {
            return true;
        }
    }
    return false;
}

static const char letters_and_line[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/* Where ".eng-US" begins before the ending at `dot`; `dot`: there is no language. */
static const char *language_at(const char *last, const char *dot)
{
    const char *before = memrchr(last, '.', (size_t)(dot - last));
    size_t letters = before != NULL ? strcspn(before + 1, "-_.") : 0;

    return letters >= 2 && letters <= 3 && dot - before <= 16 &&
                   strspn(before + 1, letters_and_line) >= (size_t)(dot - before) - 1
               ? before
               : dot;
}

struct ck_foreign_name ck_foreign_name(const char *path)
{
    static const char info[] = ".info.json";
    static const char *const covers[] = {"covers", "cover", "thumbnails", NULL};
    static const char *const pictures[] = {"images", "photos", "slideshows", NULL};
    static const char *const people[] = {"avatars", NULL};
    struct ck_foreign_name name = {0};
    const char *slash = strrchr(path, '/');
    const char *last = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(last, '.');
    size_t len = strlen(path);

    if (dot == NULL) {
        return name;
    }
    name.role = role_of(dot);
    if (len >= sizeof(info) && strcasecmp(path + len - sizeof(info) + 1, info) == 0) {
        dot = path + len - sizeof(info) + 1;
        name.role = CK_FOREIGN_INFO;
    }
    if (name.role == CK_FOREIGN_CAPTIONS) {
        dot = language_at(last, dot);
    }
    name.stem = (size_t)(dot - path);
    name.cover = is_in(path, last, covers);
    name.picture = is_in(path, last, pictures);
    if (is_in(path, last, people)) {
        name.role = CK_FOREIGN_OTHER; /* the number is an account's */
    } else if (dot > last) {
        find_id(last, dot, &name);
    }
    return name;
}

/* --- a post ----------------------------------------------------------------------- */

bool ck_foreign_post(uint64_t id, struct ck_post *ret)
{
    *ret = (struct ck_post){
        .duration = -1,
        .music = {.duration = -1},
        .counts = {-1, -1, -1, -1, -1, -1},
        .permissions = {-1, -1, -1, -1, -1, -1, -1},
        .labels = {.ai = -1},
    };
    (void)snprintf(ret->id, sizeof(ret->id), "%" PRIu64, id);
    ret->created = ck_id_time(ret->id);
    ret->text = ck_strdup("");
    return ret->text != NULL;
}

/* Takes a text over, unless there is none. False: no memory. */
static bool take(const json_t *from, const char *key, size_t max, char **to)
{
    char *copy = ck_json_copy(from, key, max);

    if (copy == NULL) {
        return false;
    }
    if (copy[0] == '\0') {
        ck_free(copy);
        return true;
    }
    ck_free(*to);
    *to = copy;
    return true;
}

static void take_handle(const json_t *value, struct ck_author *author)
{
    const char *handle = json_string_value(value);

    if (handle != NULL && handle[0] == '@') {
        handle++;
    }
    if (handle != NULL && ck_user_valid(handle) &&
        strlen(handle) < sizeof(author->name)) {
        (void)snprintf(author->name, sizeof(author->name), "%s", handle);
    }
}

static void take_number(const json_t *from, const char *key, int64_t *to)
{
    const json_t *value = json_object_get(from, key);
    double number = json_number_value(value);

    if (json_is_number(value) && number >= 0 && number < 9e15) {
        *to = (int64_t)number;
    }
}

static void take_date(const json_t *from, const char *key, struct ck_post *post)
{
    int64_t at = -1;

    take_number(from, key, &at);
    if (at >= FIRST_DATE && at <= UINT32_MAX) {
        post->created = at;
        post->dated = true;
    }
}

/* The words behind "#" in the caption: yt-dlp does not always list them. */
static bool add_tags(struct ck_post *post)
{
    enum { TAGS_MAX = 64 };
    const char *at = post->text;

    if (post->tags == NULL) {
        post->tags = ck_calloc(TAGS_MAX, sizeof(*post->tags));
    }
    while (post->tags != NULL && post->tag_count < TAGS_MAX &&
           (at = strchr(at, '#')) != NULL) {
        size_t len = strcspn(++at, " \t\r\n#@.,;:!?()[]{}<>\"'`~*&^%$+=|\\/");

        if (len == 0) {
            continue;
        }
        post->tags[post->tag_count] = ck_strndup(at, len);
        if (post->tags[post->tag_count] == NULL) {
            return false;
        }
        post->tag_count++;
    }
    return post->tags != NULL;
}

/* --- yt-dlp ----------------------------------------------------------------------- */

uint64_t ck_foreign_info_id(const json_t *info)
{
    static const char site[] = "TikTok", host[] = "https://www.tiktok.com/";
    const char *key = json_string_value(json_object_get(info, "extractor_key"));
    const char *name = json_string_value(json_object_get(info, "extractor"));
    const char *page = json_string_value(json_object_get(info, "webpage_url"));
    const char *id = json_string_value(json_object_get(info, "id"));
    const char *type = json_string_value(json_object_get(info, "_type"));

    key = key != NULL ? key : name;
    if (id == NULL || (type != NULL && strcmp(type, "video") != 0) ||
        strspn(id, "0123456789") != strlen(id) ||
        !((key != NULL && strncasecmp(key, site, sizeof(site) - 1) == 0) ||
          (key == NULL && page != NULL && strncmp(page, host, sizeof(host) - 1) == 0))) {
        return 0;
    }
    return id_of(id, strlen(id));
}

static bool add_music(struct ck_post *post, const json_t *info)
{
    const json_t *artists = json_object_get(info, "artists");
    const char *first = json_string_value(json_array_get(artists, 0));
    json_auto_t *one = first != NULL ? json_pack("{s:s}", "artist", first) : NULL;

    return take(info, "track", LABEL_MAX, &post->music.title) &&
           take(info, "album", LABEL_MAX, &post->music.album) &&
           take(one != NULL ? one : info, "artist", LABEL_MAX, &post->music.author);
}

bool ck_foreign_add_info(struct ck_post *post, const json_t *info)
{
    const char *id = json_string_value(json_object_get(info, "uploader_id"));
    const char *sec = json_string_value(json_object_get(info, "channel_id"));

    take_handle(json_object_get(info, "uploader"), &post->author);
    if (id != NULL && ck_id_valid(id)) {
        (void)snprintf(post->author.id, sizeof(post->author.id), "%s", id);
    }
    if (sec != NULL && strncmp(sec, "MS4w", 4) == 0 && ck_user_valid(sec)) {
        (void)snprintf(post->author.sec_uid, sizeof(post->author.sec_uid), "%s", sec);
    }
    take_date(info, "timestamp", post);
    take_number(info, "duration", &post->duration);
    take_number(info, "view_count", &post->counts.plays);
    take_number(info, "like_count", &post->counts.likes);
    take_number(info, "comment_count", &post->counts.comments);
    take_number(info, "repost_count", &post->counts.shares);
    take_number(info, "save_count", &post->counts.saves);
    return take(info, "title", TEXT_MAX, &post->text) &&
           take(info, "description", TEXT_MAX, &post->text) &&
           take(info, "channel", LABEL_MAX, &post->author.nickname) &&
           add_music(post, info) && add_tags(post);
}

/* --- myfaveTT --------------------------------------------------------------------- */

static bool add_author(struct ck_post *post, const json_t *author)
{
    const json_t *handles = json_object_get(author, "uniqueIds");
    const json_t *names = json_object_get(author, "nicknames");
    const char *name =
        json_string_value(json_array_get(names, json_array_size(names) - 1));
    json_auto_t *one = name != NULL ? json_pack("{s:s}", "name", name) : NULL;

    take_handle(json_array_get(handles, json_array_size(handles) - 1), &post->author);
    return one == NULL || take(one, "name", LABEL_MAX, &post->author.nickname);
}

bool ck_foreign_add_myfave(struct ck_post *post, const struct ck_myfave *lists)
{
    const json_t *video = json_object_get(lists->videos, post->id);
    const char *author = json_string_value(json_object_get(video, "authorId"));

    take_date(video, "createTime", post);
    take_number(video, "diggCount", &post->counts.likes);
    take_number(video, "playCount", &post->counts.plays);
    if (author != NULL && ck_id_valid(author)) {
        (void)snprintf(post->author.id, sizeof(post->author.id), "%s", author);
    }
    return (author == NULL ||
            add_author(post, json_object_get(lists->authors, author))) &&
           (lists->texts == NULL ||
            (take(lists->texts, post->id, TEXT_MAX, &post->text) && add_tags(post)));
}
