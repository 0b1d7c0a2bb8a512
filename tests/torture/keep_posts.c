/* Keeps made-up posts as a session does: the scenario that tests/torture/sweep.py kills,
 * starves and checks.
 *   keep_posts SCENE STATE FOLDER    SCENE: video, photo, bulk, taken, permit
 * "enter" only enters the bulk. In "taken" another program takes the name just before we
 * do. "permit" is the video, and what its creator permitted. Prints one line for each job
 * that ends, "done ID" or "failed ID CODE", and "had ID" for a post that was kept before.
 * Exit 0: all are kept; 1: an error. What the files hold is written down in check.py once
 * more. */
#include "keep/adopt.h"
#include "keep/folder.h"
#include "keep/names.h"
#include "keep/permission.h"
#include "keep/queue.h"
#include "keep/record.h"
#include "keep/rescan.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_TRIES = 20, VIDEO_BYTES = 80000, IMAGE_BYTES = 5000, CHUNK = 20000 };

static const char sidecar_text[] = "{\"made\": \"up\"}\n";

struct scene {
    const char *state, *folder;
    struct ck_archive *archive;
    int root;
    bool taken;
};

/* One post under way. */
struct work {
    struct scene *scene;
    struct ck_job_row job;
    bool photo;
    int dir;
    char author[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1];
    char paths[4][2 * CK_NAME_MAX + 40];
    struct ck_kept_file files[4];
    struct ck_kept kept;
};

static bool is_photo(const char *id)
{
    return strncmp(id, "7679", 4) == 0;
}

/* Writes the bytes of file `index` of a post and seals them. */
static bool stage_bytes(struct ck_stage *stage, int bytes, int index,
                        struct ck_staged_file *ret, struct ck_error *err)
{
    unsigned char chunk[CHUNK];

    for (int at = 0; at < bytes; at += CHUNK) {
        int len = bytes - at < CHUNK ? bytes - at : CHUNK;

        for (int i = 0; i < len; i++) {
            chunk[i] = (unsigned char)((at + i) * 7 + index * 31 + (at + i) / 256);
        }
        if (!ck_stage_write(stage, chunk, (size_t)len, err)) {
            return false;
        }
    }
    ck_stage_set_date(stage, 1770000000);
    return ck_stage_seal(stage, ret, err);
}

static void list_file(struct work *work, const char *role, const char *name,
                      const struct ck_staged_file *staged)
{
    size_t at = work->kept.file_count++;
    struct ck_kept_file *file = &work->files[at];

    (void)snprintf(work->paths[at], sizeof(work->paths[at]), "%s/%s", work->author, name);
    *file = (struct ck_kept_file){
        .role = (char *)(uintptr_t)role, .name = work->paths[at], .bytes = staged->bytes};
    memcpy(file->sha256, staged->sha256, sizeof(file->sha256));
}

static bool step(struct work *work, enum ck_job_state state, struct ck_error *err)
{
    work->job.state = state;
    return ck_archive_job_update(work->scene->archive, &work->job, err);
}

/* Names the video, or finds that a run which died before recording has done so. */
static bool name_video(struct work *work, struct ck_stage *stage,
                       const struct ck_staged_file *file, char stem[CK_NAME_MAX + 1],
                       struct ck_error *err)
{
    static const char *const suffixes[] = {".mp4", ".info.json"};
    char name[CK_NAME_MAX + 8];

    if (ck_adopt_file(work->dir, work->stem, ".mp4", file, stem)) {
        return true;
    }
    for (int i = 0; i < NAME_TRIES; i++) {
        if (!ck_folder_free_stem(work->dir, work->stem, suffixes, 2, stem, err)) {
            return false;
        }
        (void)snprintf(name, sizeof(name), "%s.mp4", stem);
        if (work->scene->taken && strcmp(stem, work->stem) == 0) {
            (void)!symlinkat("mine", work->dir, name); /* in one step, unlike a file */
        }
        if (ck_stage_publish(stage, name, err)) {
            return true;
        }
        if (err->code != CK_ERR_NAME) {
            return false;
        }
    }
    return false;
}

static bool stage_sidecar(int dir, const char *key, struct ck_stage **ret,
                          struct ck_staged_file *ret_file, struct ck_error *err)
{
    return ck_stage_open(dir, key, -1, ret, err) &&
           ck_stage_write(*ret, sidecar_text, strlen(sidecar_text), err) &&
           ck_stage_seal(*ret, ret_file, err);
}

static bool name_sidecar(struct work *work, struct ck_stage *stage, const char *name,
                         const struct ck_staged_file *file, struct ck_error *err)
{
    return ck_staged_same(work->dir, name, file) || ck_stage_publish(stage, name, err);
}

static bool publish_video(struct work *work, struct ck_error *err)
{
    struct ck_stage *video = NULL, *sidecar = NULL;
    struct ck_staged_file file, facts;
    char stem[CK_NAME_MAX + 1], name[CK_NAME_MAX + 12], key[40];
    bool ok;

    (void)snprintf(key, sizeof(key), "%s.info", work->job.post);
    ok = ck_stage_open(work->dir, work->job.post, VIDEO_BYTES, &video, err) &&
         stage_bytes(video, VIDEO_BYTES, 0, &file, err) &&
         step(work, CK_JOB_CHECKING, err) &&
         stage_sidecar(work->dir, key, &sidecar, &facts, err) &&
         name_video(work, video, &file, stem, err);
    if (ok) {
        (void)snprintf(name, sizeof(name), "%s.mp4", stem);
        list_file(work, "video", name, &file);
        (void)snprintf(name, sizeof(name), "%s.info.json", stem);
        list_file(work, "sidecar", name, &facts);
        ok = name_sidecar(work, sidecar, name, &facts, err);
    }
    ck_stage_free(video);
    ck_stage_free(sidecar);
    return ok;
}

/* Makes one file in the hidden folder of a photo post. */
static bool add_to_album(struct ck_album *album, struct ck_album_file *file, int index,
                         struct ck_error *err)
{
    struct ck_stage *stage = NULL;
    bool ok;

    if (index == 3) {
        ok = stage_sidecar(ck_album_fd(album), "post", &stage, &file->file, err);
    } else {
        ok = ck_stage_open(ck_album_fd(album), file->name, -1, &stage, err) &&
             stage_bytes(stage, IMAGE_BYTES + index, index, &file->file, err);
    }
    ok = ok && ck_stage_publish(stage, file->name, err);
    ck_stage_free(stage);
    return ok;
}

static bool name_album(struct work *work, struct ck_album *album,
                       const struct ck_album_file *files, char name[CK_NAME_MAX + 1],
                       struct ck_error *err)
{
    static const char *const none[] = {""};

    if (ck_adopt_album(work->dir, work->stem, files, 4, name)) {
        return true;
    }
    for (int i = 0; i < NAME_TRIES; i++) {
        if (!ck_folder_free_stem(work->dir, work->stem, none, 1, name, err)) {
            return false;
        }
        if (ck_album_publish(album, name, 1770000000, err)) {
            return true;
        }
        if (err->code != CK_ERR_NAME) {
            return false;
        }
    }
    return false;
}

static bool publish_photo(struct work *work, struct ck_error *err)
{
    static const char *const roles[] = {"image", "image", "sound", "sidecar"};
    struct ck_album_file files[] = {{.name = "01.jpg"},
                                    {.name = "02.jpg"},
                                    {.name = "sound.m4a"},
                                    {.name = "post.info.json"}};
    struct ck_album *album = NULL;
    char folder[CK_NAME_MAX + 1], name[CK_NAME_MAX + 40];
    bool ok = ck_album_open(work->dir, work->job.post, &album, err);

    for (int i = 0; i < 4 && ok; i++) {
        ok = add_to_album(album, &files[i], i, err);
    }
    ok = ok && step(work, CK_JOB_CHECKING, err) &&
         name_album(work, album, files, folder, err);
    for (int i = 0; i < 4 && ok; i++) {
        (void)snprintf(name, sizeof(name), "%s/%s", folder, files[i].name);
        list_file(work, roles[i], name, &files[i].file);
    }
    ck_album_free(album);
    return ok;
}

static bool record(struct work *work, struct ck_error *err)
{
    work->kept.kind = (char *)(uintptr_t)(work->photo ? "photo" : "video");
    work->kept.author = work->author;
    work->kept.seen = (char *)(uintptr_t) "host";
    work->kept.folder = (char *)(uintptr_t)work->scene->folder;
    work->kept.kept_at = 1780000000;
    work->kept.files = work->files;
    memcpy(work->kept.id, work->job.post, sizeof(work->kept.id));
    return ck_record_keep(work->scene->archive, work->scene->root, &work->kept,
                          work->job.number, err);
}

/* Works on a job of ours up to its end, and tells it. */
static bool finish(struct scene *scene, const char *id, int64_t number,
                   struct ck_error *err)
{
    struct work work = {.scene = scene, .photo = is_photo(id), .dir = -1};
    const struct ck_name_facts facts = {.author = work.photo ? "mina" : "catlady",
                                        .text = "words",
                                        .id = id,
                                        .created = 1770000000};
    bool ok;

    work.job.number = number;
    (void)snprintf(work.job.post, sizeof(work.job.post), "%s", id);
    ok = ck_names_post(CK_NAMES_USUAL, &facts, work.author, work.stem, err) &&
         ck_folder_enter(scene->root, work.author, &work.dir, err) &&
         step(&work, CK_JOB_DOWNLOADING, err) &&
         (work.photo ? publish_photo(&work, err) : publish_video(&work, err)) &&
         record(&work, err);
    if (!ok) {
        work.job.code = err->code;
        (void)!step(&work, CK_JOB_FAILED, NULL);
    }
    ck_close_pointer(&work.dir);
    (void)printf(ok ? "done %s\n" : "failed %s %s\n", id, ck_code_text(err->code));
    return ok;
}

static bool is_kept(struct scene *scene, const char *id, bool *ret, struct ck_error *err)
{
    struct ck_kept kept;

    if (!ck_archive_find(scene->archive, id, ret, &kept, err)) {
        return false;
    }
    *ret = *ret && ck_folder_has(scene->root, kept.files[0].name, kept.files[0].bytes);
    ck_kept_clear(&kept);
    return true;
}

/* A click. */
static bool keep_one(struct scene *scene, const char *id, struct ck_error *err)
{
    struct ck_job_row row = {.number = 0};
    bool kept = false;

    if (!is_kept(scene, id, &kept, err)) {
        return false;
    }
    if (kept) {
        (void)printf("had %s\n", id);
        return true;
    }
    (void)snprintf(row.post, sizeof(row.post), "%s", id);
    return ck_archive_job_add(scene->archive, &row, &row.number, err) &&
           finish(scene, id, row.number, err);
}

static bool enter_bulk(struct scene *scene, struct ck_error *err)
{
    const struct ck_job_row rows[] = {
        {.post = "7602050882429897471", .priority = CK_PRIORITY_BULK},
        {.post = "7679401525687041102", .priority = CK_PRIORITY_BULK},
        {.post = "7602050882429897473", .priority = CK_PRIORITY_BULK}};
    int64_t counts[CK_JOB_STATES];
    bool empty = true;

    if (!ck_queue_counts(scene->archive, counts, err)) {
        return false;
    }
    for (unsigned i = 0; i < CK_JOB_STATES; i++) {
        empty = empty && counts[i] == 0;
    }
    return !empty || ck_queue_add(scene->archive, rows, 3, NULL, err);
}

/* A bulk, entered once, then worked off by whoever comes; what has failed is tried once
 * more at the next start. */
static bool keep_bulk(struct scene *scene, struct ck_error *err)
{
    struct ck_job_row row;
    bool found = true;
    bool ok =
        enter_bulk(scene, err) && ck_queue_retry(scene->archive, 0, false, NULL, err);

    while (ok && found) {
        ok = ck_queue_claim(scene->archive, NULL, &found, &row, err) &&
             (!found || finish(scene, row.post, row.number, err));
        ck_job_row_clear(&row);
    }
    return ok;
}

/* What a run that died has written down is found again by a rescan. */
static bool find_permissions(struct scene *scene, struct ck_error *err)
{
    struct ck_rescan *rescan = NULL;
    bool more = true;
    bool ok = ck_rescan_open(scene->archive, scene->root, scene->folder, &rescan, err);

    while (ok && more) {
        ok = ck_rescan_step(rescan, 1000, &more, err);
    }
    ck_rescan_free(rescan);
    return ok && ck_record_fill_sums(scene->archive, scene->root, scene->folder, 1000,
                                     &more, err);
}

/* Writes one down, with a proof, if none is. */
static bool permit(struct scene *scene, const char *id, struct ck_error *err)
{
    const struct ck_permit said = {
        .who = "Ann", .note = "", .scope = CK_SCOPE_KEEP, .given = "2026-02-03"};
    const struct ck_proof proof = {.name = "a.txt", .bytes = "proof", .len = 5};
    struct ck_kept kept;
    int64_t count = 0;
    bool found = false, ok;

    if (!find_permissions(scene, err) ||
        !ck_permission_count(scene->archive, id, &count, err) || count > 0) {
        return count > 0;
    }
    ok = ck_archive_find(scene->archive, id, &found, &kept, err) && found &&
         ck_permission_keep(scene->archive, scene->root, &kept, &said, &proof, err) &&
         find_permissions(scene, err);
    ck_kept_clear(&kept);
    return ok;
}

static const char *post_of(const char *scene)
{
    if (strcmp(scene, "photo") == 0) {
        return "7679401525687041101";
    }
    return strcmp(scene, "taken") == 0 ? "7602050882429897474" : "7602050882429897470";
}

int main(int argc, char **argv)
{
    struct scene scene = {.root = -1};
    struct ck_error err = {0};
    bool ok;

    if (argc != 4) {
        return 2;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* what was said before a death was said */
    scene.state = argv[2];
    scene.folder = argv[3];
    scene.taken = strcmp(argv[1], "taken") == 0;
    ok = ck_archive_open(scene.state, &scene.archive, &err) &&
         ck_folder_open(scene.folder, true, &scene.root, &err);
    if (ok && strcmp(argv[1], "bulk") == 0) {
        ok = keep_bulk(&scene, &err);
    } else if (ok && strcmp(argv[1], "enter") == 0) {
        ok = enter_bulk(&scene, &err);
    } else if (ok) {
        ok = keep_one(&scene, post_of(argv[1]), &err) &&
             (strcmp(argv[1], "permit") != 0 || permit(&scene, post_of(argv[1]), &err));
    }
    ck_archive_close(scene.archive);
    ck_close_pointer(&scene.root);
    if (!ok) {
        (void)fprintf(stderr, "%s: %s\n", ck_code_text(err.code), err.detail);
    }
    return ok && ferror(stdout) == 0 && fflush(stdout) == 0 ? 0 : 1;
}
