/* adoption_list.c - which of a folder's files belong to which post. */
#include "keep/gunzip.h"
#include "session/adoption_parts.h"

#include <stdlib.h>
#include <string.h>

enum { INFO_MAX = 16 * 1024 * 1024, LIST_MAX = 128 * 1024 * 1024, NAME_MAX_BYTES = 4096 };

json_t *ck_adopting_info(const struct ck_adopting *adopting, const char *name)
{
    ck_autobuf struct ck_buf text = {.max = INFO_MAX};
    json_t *info = NULL;

    if (!ck_gather_read(&adopting->gather, name, &text)) {
        return NULL;
    }
    info = json_loadb(ck_buf_text(&text), text.len, 0, NULL);
    return info;
}

static uint64_t info_id(const struct ck_adopting *adopting, const char *name)
{
    json_auto_t *info = ck_adopting_info(adopting, name);

    return ck_foreign_info_id(info);
}

/* The id in the info.json beside a file: `ids` are those of all files in their order. */
static uint64_t id_beside(const struct ck_adopting *adopting, const uint64_t *ids,
                          const char *path, size_t stem)
{
    const struct ck_gathered *info;
    char name[NAME_MAX_BYTES];

    if (stem + sizeof(".info.json") > sizeof(name)) {
        return 0;
    }
    memcpy(name, path, stem);
    memcpy(name + stem, ".info.json", sizeof(".info.json"));
    info = ck_gather_find(&adopting->gather, name);
    return info != NULL ? ids[info - adopting->gather.files] : 0;
}

/* The info.json first, then by number and name. */
static int compare(const void *one, const void *other)
{
    const struct ck_adoptee *a = one, *b = other;
    bool a_info = a->name.role == CK_FOREIGN_INFO,
         b_info = b->name.role == CK_FOREIGN_INFO;

    if (a->name.id != b->name.id) {
        return a->name.id < b->name.id ? -1 : 1;
    }
    if (a_info != b_info) {
        return a_info ? -1 : 1;
    }
    if (a->name.number != b->name.number) {
        return a->name.number < b->name.number ? -1 : 1;
    }
    return strcmp(a->file->name, b->file->name);
}

/* The ids that info.json files tell. A damaged one, whose name has the id, says nothing
 * else. */
static void read_infos(struct ck_adopting *adopting, uint64_t *ids)
{
    for (size_t i = 0; i < adopting->gather.count; i++) {
        const char *path = adopting->gather.files[i].name;

        if (ck_foreign_name(path).role == CK_FOREIGN_INFO &&
            ck_adopting_goes_on(adopting)) {
            ids[i] = info_id(adopting, path);
        }
    }
}

static void add_file(struct ck_adopting *adopting, const uint64_t *ids, size_t i)
{
    const struct ck_gathered *file = &adopting->gather.files[i];
    struct ck_foreign_name name = ck_foreign_name(file->name);
    uint64_t beside = name.role == CK_FOREIGN_INFO
                          ? ids[i]
                          : id_beside(adopting, ids, file->name, name.stem);

    name.id = beside != 0 ? beside : name.id;
    if (name.id == 0 || name.role == CK_FOREIGN_OTHER ||
        (name.role == CK_FOREIGN_INFO && ids[i] == 0)) {
        adopting->report->strange++;
        return;
    }
    adopting->files[adopting->count++] = (struct ck_adoptee){name, file};
}

static json_t *load_list(const struct ck_buf *text)
{
    ck_autobuf struct ck_buf unpacked = {.max = LIST_MAX};
    bool packed = false;
    size_t len = 0;
    const char *found = ck_myfave_find(ck_buf_text(text), text->len, &len, &packed);

    if (found == NULL || (packed && !ck_gunzip_base64(found, len, &unpacked))) {
        return NULL;
    }
    return packed ? ck_myfave_load(ck_buf_text(&unpacked), unpacked.len)
                  : ck_myfave_load(found, len);
}

static json_t *read_list(const struct ck_adopting *adopting, const char *name)
{
    static const char *const places[] = {"data/.appdata/", ".appdata/"};
    json_t *list = NULL;

    for (size_t i = 0; list == NULL && i < sizeof(places) / sizeof(places[0]); i++) {
        ck_autobuf struct ck_buf path = {.max = NAME_MAX_BYTES};
        ck_autobuf struct ck_buf text = {.max = LIST_MAX};

        ck_buf_addf(&path, "%s%s", places[i], name);
        if (ck_gather_read(&adopting->gather, ck_buf_text(&path), &text)) {
            list = load_list(&text);
        }
    }
    return list;
}

bool ck_adopting_list(struct ck_adopting *adopting, struct ck_error *err)
{
    ck_autofree uint64_t *ids = NULL;

    if (!ck_gather_open(adopting->task->folder, adopting->rootfd, &adopting->gather,
                        err)) {
        return false;
    }
    ids = ck_calloc(adopting->gather.count + 1, sizeof(*ids));
    adopting->files = ck_calloc(adopting->gather.count + 1, sizeof(*adopting->files));
    if (ids == NULL || adopting->files == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    adopting->report->cut = adopting->gather.cut;
    read_infos(adopting, ids);
    for (size_t i = 0; i < adopting->gather.count; i++) {
        add_file(adopting, ids, i);
    }
    qsort(adopting->files, adopting->count, sizeof(*adopting->files), compare);
    for (size_t i = 0; i < adopting->count; i++) {
        adopting->report->found +=
            i == 0 || adopting->files[i].name.id != adopting->files[i - 1].name.id;
    }
    adopting->lists = (struct ck_myfave){
        .videos = read_list(adopting, "db_videos.js"),
        .authors = read_list(adopting, "db_authors.js"),
        .texts = read_list(adopting, "db_texts.js"),
        .likes = read_list(adopting, "db_likes.js"),
        .favourites = read_list(adopting, "db_bookmarked.js"),
    };
    return true;
}
