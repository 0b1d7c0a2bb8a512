#include "session/adoption_place.h"

#include "base/json.h"

#include "keep/adopt.h"
#include "keep/folder.h"
#include "session/sidecar.h"

#include <stdio.h>
#include <string.h>

enum { NAME_TRIES = 20, SIDECAR_MAX = 1024 * 1024 };

static bool is_photo(const struct ck_adopted_post *adopted)
{
    return adopted->post.kind == CK_POST_PHOTO;
}

static bool open_place(const struct ck_adopting *adopting,
                       struct ck_adopted_post *adopted, struct ck_error *err)
{
    const struct ck_post *post = &adopted->post;
    const struct ck_name_facts facts = {
        .author = post->author.name,
        .text = post->text,
        .id = post->id,
        .created = post->created,
        .nickname = post->author.nickname,
        .kind = is_photo(adopted) ? "photo" : "video",
        .music = post->music.title,
    };

    return ck_names_post(ck_names_in_force(adopting->session->settings.names), &facts,
                         adopted->folder, adopted->stem, err) &&
           ck_folder_enter_all(adopting->rootfd, adopted->folder, &adopted->dir_fd,
                               err) &&
           (!is_photo(adopted) ||
            ck_album_open(adopted->dir_fd, post->id, &adopted->album, err));
}

static int place_fd(const struct ck_adopted_post *adopted)
{
    return adopted->album != NULL ? ck_album_fd(adopted->album) : adopted->dir_fd;
}

static bool stage_file(struct ck_adopting *adopting, struct ck_adopted_post *adopted,
                       size_t i, struct ck_error *err)
{
    struct ck_adopted_file *file = &adopted->files[i];
    char key[64];

    (void)snprintf(key, sizeof(key), "%s.adopt-%zu", adopted->post.id, i);
    if (!ck_stage_open(place_fd(adopted), key, -1, &file->stage, err)) {
        return false;
    }
    ck_stage_set_date(file->stage, ck_post_date(&adopted->post));
    if (!ck_gather_stage(file->fd, file->stage, ck_adopting_goes_on, adopting, err) ||
        !ck_stage_seal(file->stage, &file->file, err)) {
        return false;
    }
    adopting->report->bytes += file->file.bytes;
    return true;
}

/* --- the sidecar ------------------------------------------------------------------ */

static void file_name(const struct ck_adopted_post *adopted, const char *tail,
                      char ret[CK_NAME_MAX + 1])
{
    (void)snprintf(ret, CK_NAME_MAX + 1, "%.200s%s",
                   is_photo(adopted) ? "" : adopted->stem, tail);
}

static json_t *make_sidecar(const struct ck_adopted_post *adopted)
{
    ck_autofree struct ck_sidecar_file *files = ck_calloc(adopted->count, sizeof(*files));
    ck_autofree char *names = ck_calloc(adopted->count, CK_NAME_MAX + 1);
    const char *main = strrchr(adopted->main, '/');
    json_t *sidecar;
    struct ck_sidecar facts = {
        .post = &adopted->post,
        .mp4 = is_photo(adopted) ? NULL : &adopted->mp4,
        .page = adopted->page,
        .seen = "folder",
        .kept_at = adopted->kept_at,
        .notes = adopted->notes,
        .files = files,
        .file_count = adopted->count,
    };

    for (size_t i = 0; files != NULL && names != NULL && i < adopted->count; i++) {
        const struct ck_adopted_file *file = &adopted->files[i];

        file_name(adopted, file->tail, names + i * (CK_NAME_MAX + 1));
        files[i] = (struct ck_sidecar_file){.role = file->role,
                                            .name = names + i * (CK_NAME_MAX + 1),
                                            .bytes = file->file.bytes,
                                            .sha256 = file->file.sha256,
                                            .host = "",
                                            .index = file->index};
    }
    sidecar = files != NULL && names != NULL ? ck_sidecar_make(&facts) : NULL;
    if (sidecar != NULL) {
        json_t *own = json_object_get(sidecar, "clipkeep"), *origin = json_object();

        ck_sidecar_set_text(origin, "program", adopted->program);
        ck_sidecar_set_text(origin, "name", main != NULL ? main + 1 : adopted->main);
        (void)json_object_set_new(own, "adopted", origin);
        (void)json_object_del(own, "labels"); /* nobody has told us of any */
    }
    return sidecar;
}

static bool stage_sidecar(struct ck_adopted_post *adopted, struct ck_error *err)
{
    json_auto_t *json = make_sidecar(adopted);
    ck_autobuf struct ck_buf text = {.max = SIDECAR_MAX};
    char key[64];

    if (!ck_json_add(&text, json, JSON_INDENT(2))) {
        return ck_fail(err, CK_ERR_NOMEM, "making the sidecar");
    }
    ck_buf_addc(&text, '\n');
    ck_stage_free(adopted->sidecar);
    adopted->sidecar = NULL;
    (void)snprintf(key, sizeof(key), "%s.adopt-info", adopted->post.id);
    if (!ck_stage_open(place_fd(adopted), key, -1, &adopted->sidecar, err)) {
        return false;
    }
    ck_stage_set_date(adopted->sidecar, ck_post_date(&adopted->post));
    return ck_stage_write(adopted->sidecar, ck_buf_text(&text), text.len, err) &&
           ck_stage_seal(adopted->sidecar, &adopted->sidecar_file, err);
}

/* The sidecar of a run that died is recorded as it is: it tells another time. */
static bool publish_sidecar(struct ck_adopted_post *adopted, struct ck_error *err)
{
    char name[CK_NAME_MAX + 1];

    file_name(adopted, is_photo(adopted) ? "post.info.json" : ".info.json", name);
    return (adopted->lies_there &&
            ck_adopt_named(adopted->dir_fd, name, &adopted->sidecar_file)) ||
           (stage_sidecar(adopted, err) && ck_stage_publish(adopted->sidecar, name, err));
}

/* --- a video ---------------------------------------------------------------------- */

static bool choose_stem(struct ck_adopted_post *adopted, const char *wanted,
                        struct ck_error *err)
{
    const char *tails[CK_ADOPTED_FILES + 1] = {".info.json"};

    adopted->lies_there = ck_adopt_file(adopted->dir_fd, wanted, adopted->files[0].tail,
                                        &adopted->files[0].file, adopted->stem);
    if (adopted->lies_there) {
        return true;
    }
    for (size_t i = 0; i < adopted->count; i++) {
        tails[i + 1] = adopted->files[i].tail;
    }
    return ck_folder_free_stem(adopted->dir_fd, wanted, tails, adopted->count + 1,
                               adopted->stem, err);
}

/* Names a file. One that lies there already is as good. */
static bool name_file(struct ck_adopted_post *adopted, size_t i, struct ck_error *err)
{
    const struct ck_adopted_file *file = &adopted->files[i];
    char name[CK_NAME_MAX + 1];

    file_name(adopted, file->tail, name);
    return (adopted->lies_there && ck_adopt_same(adopted->dir_fd, name, &file->file)) ||
           ck_stage_publish(file->stage, name, err);
}

/* Its cover and captions. Where somebody was quicker the video goes without. */
static bool name_others(struct ck_adopted_post *adopted, struct ck_error *err)
{
    for (size_t i = 1; i < adopted->count; i++) {
        if (name_file(adopted, i, err)) {
            continue;
        }
        if (err->code != CK_ERR_NAME) {
            return false;
        }
        ck_stage_free(adopted->files[i].stage);
        ck_close_pointer(&adopted->files[i].fd);
        adopted->files[i--] = adopted->files[--adopted->count];
    }
    return true;
}

static bool place_video(struct ck_adopted_post *adopted, struct ck_error *err)
{
    char wanted[CK_NAME_MAX + 1];
    bool named = false;

    memcpy(wanted, adopted->stem, sizeof(wanted));
    for (int i = 0; i < NAME_TRIES && !named; i++) {
        if (!choose_stem(adopted, wanted, err)) {
            return false;
        }
        named = name_file(adopted, 0, err);
        if (!named && err->code != CK_ERR_NAME) {
            return false;
        }
    }
    if (!named) {
        return false;
    }
    return name_others(adopted, err) && publish_sidecar(adopted, err);
}

/* --- a photo post ----------------------------------------------------------------- */

static bool album_lies_there(struct ck_adopted_post *adopted)
{
    struct ck_album_file files[CK_ADOPTED_FILES + 1] = {{.name = "post.info.json"}};
    char stem[CK_NAME_MAX + 1];

    for (size_t i = 0; i < adopted->count; i++) {
        files[i + 1] =
            (struct ck_album_file){adopted->files[i].tail, adopted->files[i].file};
    }
    if (!ck_adopt_album(adopted->dir_fd, adopted->stem, files, adopted->count + 1,
                        stem)) {
        return false;
    }
    memcpy(adopted->stem, stem, sizeof(stem));
    return true;
}

static bool name_album(struct ck_adopted_post *adopted, struct ck_error *err)
{
    static const char *const nothing[] = {""};
    char stem[CK_NAME_MAX + 1];

    for (int i = 0; i < NAME_TRIES; i++) {
        if (!ck_folder_free_stem(adopted->dir_fd, adopted->stem, nothing, 1, stem, err)) {
            return false;
        }
        if (ck_album_publish(adopted->album, stem, ck_post_date(&adopted->post), err)) {
            memcpy(adopted->stem, stem, sizeof(stem));
            return true;
        }
        if (err->code != CK_ERR_NAME) {
            return false;
        }
    }
    return false;
}

static bool place_album(struct ck_adopted_post *adopted, struct ck_error *err)
{
    ck_autobuf struct ck_buf name = {.max = (size_t)2 * CK_NAME_MAX};

    if (album_lies_there(adopted)) {
        ck_buf_addf(&name, "%s/post.info.json", adopted->stem);
        return ck_adopt_named(adopted->dir_fd, ck_buf_text(&name),
                              &adopted->sidecar_file) ||
               ck_fail(err, CK_ERR_DISK, "the sidecar of an earlier run");
    }
    for (size_t i = 0; i < adopted->count; i++) {
        if (!ck_stage_publish(adopted->files[i].stage, adopted->files[i].tail, err)) {
            return false;
        }
    }
    if (!publish_sidecar(adopted, err)) {
        return false;
    }
    for (size_t i = 0; i < adopted->count; i++) { /* all stages are ended first */
        ck_stage_free(adopted->files[i].stage);
        adopted->files[i].stage = NULL;
    }
    ck_stage_free(adopted->sidecar);
    adopted->sidecar = NULL;
    return name_album(adopted, err);
}

/* --- what is recorded ------------------------------------------------------------- */

static bool list_file(const struct ck_adopted_post *adopted, const char *role,
                      const char *tail, const struct ck_staged_file *staged,
                      struct ck_kept *kept)
{
    struct ck_kept_file *file = &kept->files[kept->file_count++];
    ck_autobuf struct ck_buf path = {.max = 4096};

    ck_buf_addf(&path, "%s%s%s%s%s", adopted->folder,
                adopted->folder[0] != '\0' ? "/" : "", adopted->stem,
                is_photo(adopted) ? "/" : "", tail);
    file->role = ck_strdup(role);
    file->name = ck_buf_take(&path);
    file->bytes = staged->bytes;
    memcpy(file->sha256, staged->sha256, sizeof(file->sha256));
    return file->role != NULL && file->name != NULL;
}

static bool list_files(const struct ck_adopted_post *adopted, struct ck_kept *kept)
{
    kept->files = ck_calloc(adopted->count + 1, sizeof(*kept->files));
    for (size_t i = 0; kept->files != NULL && i < adopted->count; i++) {
        const struct ck_adopted_file *file = &adopted->files[i];

        if (!list_file(adopted, file->role, file->tail, &file->file, kept)) {
            return false;
        }
    }
    return kept->files != NULL &&
           list_file(adopted, "sidecar",
                     is_photo(adopted) ? "post.info.json" : ".info.json",
                     &adopted->sidecar_file, kept);
}

/* Licence and grade are read from the sidecar later, as those of a rescan are. */
static bool describe(const struct ck_adopting *adopting,
                     const struct ck_adopted_post *adopted, struct ck_kept *kept,
                     struct ck_error *err)
{
    const struct ck_post *post = &adopted->post;
    ck_autobuf struct ck_buf notes = {.max = 512};

    ck_notes_write(adopted->notes, &notes);
    memcpy(kept->id, post->id, sizeof(kept->id));
    kept->kind = ck_strdup(is_photo(adopted) ? "photo" : "video");
    kept->author = ck_strdup(post->author.name);
    kept->text = ck_strdup(post->text);
    kept->page = ck_strdup(adopted->page);
    kept->created = post->created;
    kept->kept_at = adopted->kept_at;
    kept->seen = ck_strdup("folder");
    kept->folder = ck_strdup(adopting->session->settings.folder);
    kept->notes = ck_strdup(ck_buf_text(&notes));
    return (kept->kind != NULL && kept->author != NULL && kept->text != NULL &&
            kept->page != NULL && kept->seen != NULL && kept->folder != NULL &&
            kept->notes != NULL && list_files(adopted, kept)) ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_adopted_place(struct ck_adopting *adopting, struct ck_adopted_post *adopted,
                      struct ck_kept *ret, struct ck_error *err)
{
    bool ok = open_place(adopting, adopted, err);

    for (size_t i = 0; ok && i < adopted->count; i++) {
        ok = stage_file(adopting, adopted, i, err);
    }
    ok =
        ok && (is_photo(adopted) ? place_album(adopted, err) : place_video(adopted, err));
    if (!ok && adopted->folder[0] != '\0') {
        for (size_t i = 0; i < adopted->count; i++) { /* the parts go before the folder */
            ck_stage_free(adopted->files[i].stage);
            adopted->files[i].stage = NULL;
        }
        ck_album_free(adopted->album);
        adopted->album = NULL;
        ck_folder_leave_all(adopting->rootfd, adopted->folder);
    }
    return ok && describe(adopting, adopted, ret, err);
}
