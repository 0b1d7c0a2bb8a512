#include "keep/facts.h"

#include "base/buf.h"
#include "keep/disk.h"

#include <string.h>

enum { NAME_BYTES = 800, PAGE_BYTES = 300, TEXT_BYTES = 65536, HANDLE_BYTES = 200 };

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7F) {
            return true;
        }
    }
    return false;
}

/* The one hidden folder that is ours: what joined files were made of. */
static bool is_sources(const char *at, const char *end)
{
    static const char name[] = ".sources";

    return (size_t)(end - at) == sizeof(name) - 1 &&
           strncmp(at, name, sizeof(name) - 1) == 0;
}

bool ck_facts_name_ok(const char *name)
{
    const char *at = name;
    int components = 1;

    if (strlen(name) > NAME_BYTES || has_control(name)) {
        return false;
    }
    for (;;) {
        const char *slash = strchr(at, '/');

        /* "." and ".." are among the hidden ones. */
        if (*at == '\0' || *at == '/' ||
            (*at == '.' && (slash == NULL || !is_sources(at, slash)))) {
            return false;
        }
        if (slash == NULL) {
            return components <= CK_DISK_DEPTH;
        }
        at = slash + 1;
        components++;
    }
}

static bool is_id(const char *id)
{
    size_t len = strlen(id);

    return len >= 1 && len <= 23 && strspn(id, "0123456789") == len;
}

static bool is_sha256(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static bool is_role(const char *role)
{
    size_t len = strlen(role);

    return len >= 1 && len <= 20 && strspn(role, "abcdefghijklmnopqrstuvwxyz-") == len;
}

static bool is_page(const char *page)
{
    static const char site[] = "https://www.tiktok.com/";

    return page[0] == '\0' ||
           (strncmp(page, site, sizeof(site) - 1) == 0 && strlen(page) <= PAGE_BYTES &&
            !has_control(page) && strpbrk(page, " \"<>\\") == NULL);
}

/* A text member, "" without one; NULL when it is longer than `max` bytes. */
static const char *text_of(const json_t *object, const char *key, size_t max)
{
    const json_t *member = json_object_get(object, key);
    const char *text = json_string_value(member);

    if (text == NULL) {
        return "";
    }
    /* A NUL in it would show a shorter text than the rest of the world sees. */
    return json_string_length(member) <= max && strlen(text) == json_string_length(member)
               ? text
               : NULL;
}

/* A time: what is no number between 1970 and the year 9999 is 0. */
static int64_t time_of(const json_t *object, const char *key)
{
    json_int_t at = json_integer_value(json_object_get(object, key));

    return at > 0 && at < 253402300800 ? at : 0;
}

static bool copy(const char *text, char **ret)
{
    *ret = text != NULL ? ck_strdup(text) : NULL;
    return *ret != NULL;
}

static bool add_file(const json_t *from, const char *folder, struct ck_kept *ret)
{
    struct ck_kept_file *file = &ret->files[ret->file_count];
    const char *role = text_of(from, "role", 20), *sha256 = text_of(from, "sha256", 64);
    const char *name = text_of(from, "name", NAME_BYTES);
    json_int_t bytes = json_integer_value(json_object_get(from, "bytes"));
    ck_autobuf struct ck_buf path = {.max = NAME_BYTES};

    if (role == NULL || sha256 == NULL || name == NULL || !is_role(role) ||
        !is_sha256(sha256) || !json_is_integer(json_object_get(from, "bytes")) ||
        bytes < 0) {
        return false;
    }
    ck_buf_addf(&path, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", name);
    if (!ck_buf_ok(&path) || !ck_facts_name_ok(path.data)) {
        return false;
    }
    file->bytes = bytes;
    memcpy(file->sha256, sha256, sizeof(file->sha256));
    ret->file_count++; /* so that the rest is freed if the last step fails */
    return copy(role, &file->role) && copy(path.data, &file->name);
}

static bool read_files(const json_t *files, const char *folder, struct ck_kept *ret)
{
    size_t count = json_array_size(files);

    if (count == 0 || count > CK_FACTS_FILES) {
        return false;
    }
    ret->files = ck_calloc(count, sizeof(*ret->files));
    if (ret->files == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!add_file(json_array_get(files, i), folder, ret)) {
            return false;
        }
    }
    return true;
}

/* What both kinds of JSON say, each under its own names. */
struct said {
    const char *id, *kind, *author, *text, *page, *seen, *folder;
    const json_t *files;
};

static bool is_one_of(const char *text, const char *one, const char *other)
{
    return strcmp(text, one) == 0 || strcmp(text, other) == 0;
}

/* NULL is a text that was too long. */
static bool is_sane(const struct said *said)
{
    const char *const texts[] = {said->id,   said->kind, said->author,
                                 said->text, said->page, said->seen};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (texts[i] == NULL) {
            return false;
        }
    }
    return is_id(said->id) && is_page(said->page) && !has_control(said->author) &&
           (is_one_of(said->seen, "page", "host") || strcmp(said->seen, "folder") == 0) &&
           is_one_of(said->kind, "video", "photo");
}

static bool fill(const struct said *said, struct ck_kept *ret)
{
    if (said->id == NULL || !is_sane(said)) {
        return false;
    }
    memcpy(ret->id, said->id, strlen(said->id) + 1);
    return copy(said->kind, &ret->kind) && copy(said->author, &ret->author) &&
           copy(said->text, &ret->text) && copy(said->page, &ret->page) &&
           copy(said->seen, &ret->seen) && read_files(said->files, said->folder, ret);
}

static bool fill_or_clear(const struct said *said, struct ck_kept *ret)
{
    if (fill(said, ret)) {
        return true;
    }
    ck_kept_clear(ret);
    return false;
}

bool ck_facts_of_event(const json_t *event, struct ck_kept *ret)
{
    const struct said said = {
        .id = text_of(event, "post", 23),
        .kind = text_of(event, "kind", 10),
        .author = text_of(event, "author", HANDLE_BYTES),
        .text = text_of(event, "text", TEXT_BYTES),
        .page = text_of(event, "page", PAGE_BYTES),
        .seen = text_of(event, "seen", 10),
        .folder = "",
        .files = json_object_get(event, "files"),
    };

    *ret = (struct ck_kept){.created = time_of(event, "created"),
                            .kept_at = time_of(event, "kept")};
    return fill_or_clear(&said, ret);
}

bool ck_facts_of_files(const json_t *event, const char *what, struct ck_kept *ret)
{
    const char *word = text_of(event, "event", 20), *post = text_of(event, "post", 23);

    *ret = (struct ck_kept){0};
    if (word == NULL || post == NULL || strcmp(word, what) != 0 ||
        (post[0] != '\0' && !is_id(post))) {
        return false;
    }
    memcpy(ret->id, post, strlen(post) + 1);
    ret->kept_at = time_of(event, "at");
    if (read_files(json_object_get(event, "files"), "", ret)) {
        return true;
    }
    ck_kept_clear(ret);
    return false;
}

/* Sidecars of the first version do not say it; they are all of videos. */
static const char *kind_of(const json_t *own)
{
    return json_object_get(own, "kind") != NULL ? text_of(own, "kind", 10) : "video";
}

bool ck_facts_of_sidecar(const json_t *sidecar, const char *folder, struct ck_kept *ret)
{
    const json_t *own = json_object_get(sidecar, "clipkeep");
    const json_t *seen = json_object_get(own, "seen");
    const json_t *files = json_object_get(own, "files");
    const struct said said = {
        .id = text_of(sidecar, "id", 23),
        .kind = kind_of(own),
        .author = text_of(sidecar, "uploader", HANDLE_BYTES),
        .text = text_of(sidecar, "description", TEXT_BYTES),
        .page = text_of(sidecar, "webpage_url", PAGE_BYTES),
        .seen = text_of(seen, "how", 10),
        .folder = folder,
        .files = files,
    };

    *ret = (struct ck_kept){.created = time_of(sidecar, "timestamp"),
                            .kept_at = time_of(seen, "at")};
    ck_facts_rights(sidecar, &ret->rights);
    return fill_or_clear(&said, ret);
}
