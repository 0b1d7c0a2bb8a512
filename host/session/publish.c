#include "session/inner.h"
#include "session/sidecar.h"

#include "base/mem.h"
#include "keep/folder.h"

#include <string.h>
#include <time.h>

enum { NAME_TRIES = 20, FILES = 3, SIDECAR_MAX = 1024 * 1024 };

/* What is being published. */
struct edition {
    char stem[CK_NAME_MAX + 1];
    bool adopt; /* the video lies there already, from a run that died before recording */
    struct ck_kept kept;
    struct ck_kept_file files[FILES];
    struct ck_stage *sidecar;
    struct ck_staged_file sidecar_file;
};

bool ck_job_check(struct ck_job *job, struct ck_error *err)
{
    struct ck_mp4 mp4;

    if (!ck_mp4_check(ck_stage_fd(job->video.stage), &mp4, err)) {
        return false;
    }
    if (!mp4.video) {
        return ck_fail(err, CK_ERR_NOT_MEDIA, "no picture track");
    }
    return mp4.sound || ck_fail(err, CK_ERR_NO_SOUND, NULL);
}

static bool add_suffix(char ret[CK_NAME_MAX + 1], const char *stem, const char *suffix)
{
    ck_autobuf struct ck_buf name = {.max = CK_NAME_MAX};

    ck_buf_addf(&name, "%s%s", stem, suffix);
    if (!ck_buf_ok(&name)) {
        return false;
    }
    memcpy(ret, ck_buf_text(&name), name.len + 1);
    return true;
}

static void cover_suffix(const struct ck_job *job, char ret[16])
{
    const char *suffix = ck_media_suffix(job->cover.type);

    ret[0] = '.';
    memcpy(ret + 1, suffix, strnlen(suffix, 14) + 1);
}

/* A run that died between publishing and recording left a file with these very bytes;
 * then that one is recorded instead of a copy. */
static bool lies_there(const struct ck_job *job)
{
    char name[CK_NAME_MAX + 1];

    return !job->row.again && add_suffix(name, job->stem, ".mp4") &&
           ck_staged_same(job->dir_fd, name, &job->video_file);
}

static bool choose_stem(struct ck_job *job, struct edition *edition, struct ck_error *err)
{
    char cover[16] = ".jpg";
    const char *const suffixes[] = {".mp4", ".info.json", cover};

    edition->adopt = lies_there(job);
    if (edition->adopt) {
        memcpy(edition->stem, job->stem, sizeof(edition->stem));
        return true;
    }
    if (job->have_cover) {
        cover_suffix(job, cover);
    }
    return ck_folder_free_stem(job->dir_fd, job->stem, suffixes, 3, edition->stem, err);
}

static bool add_file(struct ck_job *job, struct edition *edition, const char *role,
                     const char *suffix, const struct ck_staged_file *staged,
                     struct ck_error *err)
{
    struct ck_kept_file *file = &edition->files[edition->kept.file_count];
    ck_autobuf struct ck_buf name = {.max = 2 * CK_NAME_MAX + 2};

    ck_buf_addf(&name, "%s/%s%s", job->folder, edition->stem, suffix);
    file->role = ck_strdup(role);
    file->name = ck_buf_take(&name);
    file->bytes = staged->bytes;
    memcpy(file->sha256, staged->sha256, sizeof(file->sha256));
    edition->kept.file_count++;
    return (file->role != NULL && file->name != NULL) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static void forget_files(struct edition *edition)
{
    for (size_t i = 0; i < edition->kept.file_count; i++) {
        ck_free(edition->files[i].role);
        ck_free(edition->files[i].name);
    }
    edition->kept.file_count = 0;
}

static bool list_files(struct ck_job *job, struct edition *edition, struct ck_error *err)
{
    char cover[16];

    forget_files(edition);
    if (!add_file(job, edition, "video", ".mp4", &job->video_file, err)) {
        return false;
    }
    if (!job->have_cover) {
        return true;
    }
    cover_suffix(job, cover);
    return add_file(job, edition, "cover", cover, &job->cover_file, err);
}

/* The record borrows from the job; only the files are its own. */
static void describe(struct ck_job *job, struct edition *edition)
{
    static char seen_page[] = "page";
    static char seen_host[] = "host";
    struct ck_kept *kept = &edition->kept;

    memcpy(kept->id, job->post.id, sizeof(kept->id));
    kept->kind = job->row.kind;
    kept->author = job->row.author;
    kept->text = job->row.text;
    kept->page = job->row.page;
    kept->created = job->post.created;
    kept->kept_at = (int64_t)time(NULL);
    kept->seen = strcmp(job->seen, "page") == 0 ? seen_page : seen_host;
    kept->folder = job->root_path;
    kept->files = edition->files;
}

static int add_dump(const char *bytes, size_t len, void *buf)
{
    ck_buf_add(buf, bytes, len);
    return ck_buf_ok(buf) ? 0 : -1;
}

/* Writes the sidecar under its staging name: if there is no room for it, nothing has a
 * final name yet. */
static bool stage_sidecar(struct ck_job *job, struct edition *edition,
                          struct ck_error *err)
{
    const struct ck_sidecar facts = {&job->post, &job->post.streams[job->stream],
                                     &edition->kept};
    json_auto_t *json = ck_sidecar_make(&facts);
    ck_autobuf struct ck_buf text = {.max = SIDECAR_MAX};
    char key[CK_NAME_MAX + 1];

    if (json == NULL || json_dump_callback(json, add_dump, &text, JSON_INDENT(2)) != 0) {
        return ck_fail(err, CK_ERR_NOMEM, "making the sidecar");
    }
    ck_buf_addc(&text, '\n');
    (void)add_suffix(key, job->post.id, ".info");
    ck_stage_free(edition->sidecar);
    edition->sidecar = NULL;
    return ck_stage_open(job->dir_fd, key, -1, &edition->sidecar, err) &&
           ck_stage_write(edition->sidecar, ck_buf_text(&text), text.len, err) &&
           ck_stage_seal(edition->sidecar, &edition->sidecar_file, err);
}

static bool publish_file(struct ck_job *job, struct edition *edition,
                         struct ck_stage *stage, const char *suffix, struct ck_error *err)
{
    char name[CK_NAME_MAX + 1];

    if (!add_suffix(name, edition->stem, suffix)) {
        return ck_fail(err, CK_ERR_NAME, NULL);
    }
    return ck_stage_publish(stage, name, job->post.created > 0 ? job->post.created : 0,
                            err);
}

/* Names the video, under the next free stem if another process was quicker. */
static bool publish_video(struct ck_job *job, struct edition *edition,
                          struct ck_error *err)
{
    for (int i = 0; i < NAME_TRIES; i++) {
        if (!choose_stem(job, edition, err) || !list_files(job, edition, err) ||
            !stage_sidecar(job, edition, err)) {
            return false;
        }
        if (edition->adopt || publish_file(job, edition, job->video.stage, ".mp4", err)) {
            return true;
        }
        if (err->code != CK_ERR_NAME) {
            return false;
        }
    }
    return false;
}

static bool publish_rest(struct ck_job *job, struct edition *edition,
                         struct ck_error *err)
{
    char suffix[16];

    if (job->have_cover) {
        cover_suffix(job, suffix);
        if (!publish_file(job, edition, job->cover.stage, suffix, err)) {
            /* An extra that did not work out; then the sidecar must not name it. */
            job->have_cover = false;
            if (!list_files(job, edition, err) || !stage_sidecar(job, edition, err)) {
                return false;
            }
        }
    }
    if (publish_file(job, edition, edition->sidecar, ".info.json", err)) {
        return add_file(job, edition, "sidecar", ".info.json", &edition->sidecar_file,
                        err);
    }
    return edition->adopt && err->code == CK_ERR_NAME; /* the earlier run's own */
}

static bool remember(struct ck_job *job, const struct edition *edition,
                     struct ck_error *err)
{
    ck_autobuf struct ck_buf path = {.max = 8192};

    job->file = ck_strdup(edition->files[0].name);
    ck_buf_addf(&path, "%s/%s", job->root_path, edition->files[0].name);
    job->path = ck_buf_take(&path);
    job->bytes = job->video_file.bytes;
    return (job->file != NULL && job->path != NULL) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_job_publish(struct ck_job *job, struct ck_error *err)
{
    struct edition edition = {0};
    bool ok;

    describe(job, &edition);
    ok = publish_video(job, &edition, err) && publish_rest(job, &edition, err) &&
         remember(job, &edition, err) &&
         ck_archive_keep(job->session->archive, &edition.kept, job->row.number, err);
    ck_stage_free(edition.sidecar);
    forget_files(&edition);
    return ok;
}
