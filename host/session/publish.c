#include "session/edition.h"
#include "session/sidecar.h"

#include "base/json.h"
#include "base/mem.h"
#include "keep/adopt.h"
#include "keep/folder.h"

#include <string.h>
#include <time.h>

enum { NAME_TRIES = 20, SIDECAR_MAX = 1024 * 1024 };

/* What is being published. */
struct publishing {
    struct ck_job *job;
    struct ck_edition edition;
    bool adopt; /* it lies there already, from a run that died before recording */
    struct ck_stage *sidecar;
    struct ck_staged_file sidecar_file;
};

/* --- the sidecar ------------------------------------------------------------------ */

static struct ck_sidecar_file describe(const struct ck_part *part, const char *name)
{
    return (struct ck_sidecar_file){
        .role = ck_role_text(part->role),
        .name = name,
        .bytes = part->file.bytes,
        .sha256 = part->file.sha256,
        .host = part->fill.host,
        .index = part->index,
    };
}

/* What a joined file was made of. */
static size_t list_sources(const struct ck_job *job, struct ck_sidecar_file sources[2])
{
    size_t count = job->made.state == CK_PART_DONE ? job->main_count : 0;

    for (size_t i = 0; i < count && i < 2; i++) {
        sources[i] = describe(&job->parts[i], NULL);
    }
    return count;
}

static json_t *make_sidecar(const struct publishing *publishing)
{
    const struct ck_job *job = publishing->job;
    const struct ck_edition *edition = &publishing->edition;
    const struct ck_plan *plan = &job->plan;
    bool video = job->post.kind == CK_POST_VIDEO;
    ck_autofree struct ck_sidecar_file *files = ck_calloc(edition->count, sizeof(*files));
    struct ck_sidecar_file sources[2];
    struct ck_sidecar facts = {
        .post = &job->post,
        .stream = video && plan->stream >= 0 ? &job->post.streams[plan->stream] : NULL,
        .audio = video && plan->audio >= 0 ? &job->post.audios[plan->audio] : NULL,
        .mp4 = video ? &ck_job_main(job)->mp4 : NULL,
        .page = job->row.page,
        .seen = job->seen,
        .mine = job->row.mine,
        .kept_at = (int64_t)time(NULL),
        .notes = job->notes,
        .files = files,
        .sources = sources,
        .source_count = list_sources(job, sources),
    };

    if (files == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < edition->count; i++) {
        if (edition->copies[i].shelf != CK_SHELF_SOURCES) {
            files[facts.file_count++] =
                describe(edition->copies[i].part, edition->copies[i].name);
        }
    }
    return ck_sidecar_make(&facts);
}

/* Writes the sidecar under its staging name: if there is no room for it, nothing has a
 * final name yet. */
static bool stage_sidecar(struct publishing *publishing, struct ck_error *err)
{
    const struct ck_job *job = publishing->job;
    json_auto_t *json = make_sidecar(publishing);
    ck_autobuf struct ck_buf text = {.max = SIDECAR_MAX};
    ck_autobuf struct ck_buf key = {.max = 64};

    if (!ck_json_add(&text, json, JSON_INDENT(2))) {
        return ck_fail(err, CK_ERR_NOMEM, "making the sidecar");
    }
    ck_buf_addc(&text, '\n');
    ck_buf_addf(&key, "%s.info", job->post.id);
    ck_stage_free(publishing->sidecar);
    publishing->sidecar = NULL;
    if (!ck_stage_open(job->album != NULL ? ck_album_fd(job->album) : job->dir_fd,
                       ck_buf_text(&key), -1, &publishing->sidecar, err)) {
        return false;
    }
    ck_stage_set_date(publishing->sidecar, ck_post_date(&job->post));
    return ck_stage_write(publishing->sidecar, ck_buf_text(&text), text.len, err) &&
           ck_stage_seal(publishing->sidecar, &publishing->sidecar_file, err);
}

static bool name_sidecar(struct publishing *publishing, struct ck_error *err)
{
    const struct ck_job *job = publishing->job;
    ck_autobuf struct ck_buf name = {.max = CK_NAME_MAX};

    ck_buf_addf(&name, "%s.info.json",
                job->album != NULL ? "post" : publishing->edition.stem);
    return (ck_buf_ok(&name) || ck_fail(err, CK_ERR_NAME, NULL)) &&
           ck_stage_name(publishing->sidecar, ck_buf_text(&name), err);
}

/* --- a video and what goes with it ------------------------------------------------ */

/* A run that died between publishing and recording left a file with these very bytes;
 * then that one is recorded instead of a copy. */
static bool lies_there(struct publishing *publishing)
{
    const struct ck_job *job = publishing->job;
    const struct ck_copy *main = &publishing->edition.copies[0];
    char stem[CK_NAME_MAX + 1];

    return !job->row.again &&
           ck_adopt_file(job->dir_fd, job->stem, main->tail, &main->file, stem) &&
           ck_edition_name(&publishing->edition, stem);
}

/* A stem under which all the files can have their names. */
static bool choose_stem(struct publishing *publishing, struct ck_error *err)
{
    struct ck_edition *edition = &publishing->edition;
    ck_autofree const char **tails = ck_calloc(edition->count + 1, sizeof(*tails));
    char stem[CK_NAME_MAX + 1];
    size_t count = 1;

    publishing->adopt = lies_there(publishing);
    if (publishing->adopt) {
        return true;
    }
    if (tails == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    tails[0] = ".info.json";
    for (size_t i = 0; i < edition->count; i++) {
        if (edition->copies[i].shelf == CK_SHELF_AUTHOR) {
            tails[count++] = edition->copies[i].tail;
        }
    }
    return ck_folder_free_stem(publishing->job->dir_fd, publishing->job->stem, tails,
                               count, stem, err) &&
           (ck_edition_name(edition, stem) || ck_fail(err, CK_ERR_NAME, NULL));
}

static bool name_copy(const struct ck_copy *copy, struct ck_error *err)
{
    return ck_stage_name(copy->stage, copy->name, err);
}

/* Makes the names of all copies last. */
static bool settle_copies(const struct ck_edition *edition, struct ck_error *err)
{
    ck_autofree struct ck_stage **stages =
        ck_calloc(edition->count, sizeof(struct ck_stage *));

    if (stages == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < edition->count; i++) {
        stages[i] = edition->copies[i].stage;
    }
    return ck_stage_settle(stages, edition->count, err);
}

static bool publish_sidecar(struct publishing *publishing, struct ck_error *err)
{
    return name_sidecar(publishing, err) && ck_stage_settle(&publishing->sidecar, 1, err);
}

/* Names the main file, under the next free stem if another process was quicker. */
static bool name_main(struct publishing *publishing, struct ck_error *err)
{
    for (int i = 0; i < NAME_TRIES; i++) {
        if (!choose_stem(publishing, err) || !stage_sidecar(publishing, err)) {
            return false;
        }
        if (publishing->adopt || name_copy(&publishing->edition.copies[0], err)) {
            return true;
        }
        if (err->code != CK_ERR_NAME) {
            return false;
        }
    }
    return false;
}

/* The run that died has given it its name already. */
static bool has_name(const struct publishing *publishing, const struct ck_copy *copy)
{
    const struct ck_job *job = publishing->job;

    return publishing->adopt &&
           ck_adopt_same(copy->shelf == CK_SHELF_SOURCES ? job->source_fd : job->dir_fd,
                         copy->name, &copy->file);
}

/* That run's sidecar tells another time than ours: it is recorded as it is. */
static bool adopt_sidecar(struct publishing *publishing, struct ck_error *err)
{
    const struct ck_job *job = publishing->job;
    ck_autobuf struct ck_buf name = {.max = (size_t)2 * CK_NAME_MAX};

    ck_buf_addf(&name, "%s%s.info.json", publishing->edition.stem,
                job->album != NULL ? "/post" : "");
    return (ck_buf_ok(&name) &&
            ck_adopt_named(job->dir_fd, ck_buf_text(&name), &publishing->sidecar_file)) ||
           ck_fail(err, CK_ERR_DISK, "the sidecar of an earlier run");
}

/* Names what goes with the main file. One whose name somebody was quicker to take is left
 * out; then `ret_dropped`, and the sidecar must not name it. */
static bool name_rest(struct publishing *publishing, bool *ret_dropped,
                      struct ck_error *err)
{
    struct ck_edition *edition = &publishing->edition;

    *ret_dropped = false;
    for (size_t i = 1; i < edition->count;) {
        if (has_name(publishing, &edition->copies[i]) ||
            name_copy(&edition->copies[i], err)) {
            i++;
        } else if (err->code == CK_ERR_NAME) {
            ck_edition_drop(edition, i);
            *ret_dropped = true;
        } else {
            return false;
        }
    }
    return true;
}

/* The sidecar comes when the others are sure to last: it is never without its video. */
static bool publish_rest(struct publishing *publishing, struct ck_error *err)
{
    bool dropped;

    if (!name_rest(publishing, &dropped, err) ||
        (dropped && !stage_sidecar(publishing, err)) ||
        !settle_copies(&publishing->edition, err)) {
        return false;
    }
    return publish_sidecar(publishing, err) ||
           (publishing->adopt && err->code == CK_ERR_NAME &&
            adopt_sidecar(publishing, err));
}

/* --- a photo post ----------------------------------------------------------------- */

static bool album_lies_there(struct publishing *publishing)
{
    const struct ck_job *job = publishing->job;
    const struct ck_edition *edition = &publishing->edition;
    char stem[CK_NAME_MAX + 1];
    ck_autofree struct ck_album_file *files =
        ck_calloc(edition->count + 1, sizeof(*files));

    if (files == NULL || job->row.again) {
        return false;
    }
    for (size_t i = 0; i < edition->count; i++) {
        files[i] =
            (struct ck_album_file){edition->copies[i].name, edition->copies[i].file};
    }
    files[edition->count].name = "post.info.json";
    return ck_adopt_album(job->dir_fd, job->stem, files, edition->count + 1, stem) &&
           ck_edition_name(&publishing->edition, stem);
}

static bool fill_album(struct publishing *publishing, struct ck_error *err)
{
    const struct ck_edition *edition = &publishing->edition;

    if (!stage_sidecar(publishing, err)) {
        return false;
    }
    for (size_t i = 0; i < edition->count; i++) {
        if (!name_copy(&edition->copies[i], err)) {
            return false;
        }
    }
    return settle_copies(edition, err) && publish_sidecar(publishing, err);
}

static bool name_album(struct publishing *publishing, struct ck_error *err)
{
    static const char *const nothing[] = {""};
    struct ck_job *job = publishing->job;
    char stem[CK_NAME_MAX + 1];

    for (int i = 0; i < NAME_TRIES; i++) {
        if (!ck_folder_free_stem(job->dir_fd, job->stem, nothing, 1, stem, err)) {
            return false;
        }
        if (ck_album_publish(job->album, stem, ck_post_date(&job->post), err)) {
            return ck_edition_name(&publishing->edition, stem) ||
                   ck_fail(err, CK_ERR_NAME, NULL);
        }
        if (err->code != CK_ERR_NAME) {
            return false;
        }
    }
    return false;
}

static bool publish_album(struct publishing *publishing, struct ck_error *err)
{
    if (!ck_edition_name(&publishing->edition, publishing->job->stem)) {
        return ck_fail(err, CK_ERR_NAME, NULL);
    }
    publishing->adopt = album_lies_there(publishing);
    if (publishing->adopt) {
        return adopt_sidecar(publishing, err);
    }
    return fill_album(publishing, err) && name_album(publishing, err);
}

bool ck_job_publish(struct ck_job *job, struct ck_kept *ret, struct ck_error *err)
{
    struct publishing publishing = {.job = job};
    bool ok;

    *ret = (struct ck_kept){0};
    if (!ck_edition_make(job, &publishing.edition, err)) {
        return false;
    }
    ok = job->album != NULL
             ? publish_album(&publishing, err)
             : name_main(&publishing, err) && publish_rest(&publishing, err);
    ok = ok && ck_edition_kept(&publishing.edition, &publishing.sidecar_file, ret, err);
    ck_stage_free(publishing.sidecar);
    ck_edition_clear(&publishing.edition);
    return ok;
}
