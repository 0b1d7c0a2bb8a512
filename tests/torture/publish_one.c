/* Keeps one made-up post as a session does, and says in words how that went: the scenario
 * of tests/torture/sweep.sh.
 *   publish_one keep STATE FOLDER POST    exit 0: kept, or kept before; 1: an error
 *   publish_one check STATE FOLDER POST   exit 0: nothing untrue is there
 *   publish_one final STATE FOLDER POST   exit 0: and it is kept once, with nothing left
 * over
 */
#include "keep/archive.h"
#include "keep/folder.h"
#include "keep/name.h"
#include "keep/stage.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CHUNKS = 4, CHUNK = 20000, NAME_TRIES = 20 };

static const char suffix[] = ".mp4";

struct scene {
    const char *state, *folder, *post;
    struct ck_archive *archive;
    int root, dir;
    char author[CK_NAME_MAX + 1], stem[CK_NAME_MAX + 1];
    struct ck_stage *stage;
    struct ck_staged_file file;
    struct ck_job_row job;
};

/* Every chunk is different, so that a lost or a doubled one shows. */
static void fill(unsigned char bytes[CHUNK], int chunk)
{
    for (int i = 0; i < CHUNK; i++) {
        bytes[i] = (unsigned char)(i * 7 + chunk * 13 + i / 256);
    }
}

static bool write_all(struct scene *scene, struct ck_error *err)
{
    unsigned char bytes[CHUNK];

    for (int i = 0; i < CHUNKS; i++) {
        fill(bytes, i);
        if (!ck_stage_write(scene->stage, bytes, sizeof(bytes), err)) {
            return false;
        }
    }
    return ck_stage_seal(scene->stage, &scene->file, err);
}

static bool step(struct scene *scene, enum ck_job_state state, struct ck_error *err)
{
    scene->job.state = state;
    return ck_archive_job_update(scene->archive, &scene->job, err);
}

static bool open_all(struct scene *scene, struct ck_error *err)
{
    const struct ck_name_facts facts = {"catlady", "my cat", scene->post, 1770000000};

    ck_name_post(&facts, scene->author, scene->stem);
    return ck_archive_open(scene->state, &scene->archive, err) &&
           ck_folder_open(scene->folder, true, &scene->root, err) &&
           ck_folder_enter(scene->root, scene->author, &scene->dir, err);
}

/* Names the part, or finds that a run which died before recording has done so. */
static bool publish(struct scene *scene, char ret_name[CK_NAME_MAX + 8],
                    struct ck_error *err)
{
    static const char *const suffixes[] = {suffix};
    char stem[CK_NAME_MAX + 1];

    (void)snprintf(ret_name, CK_NAME_MAX + 8, "%s%s", scene->stem, suffix);
    if (ck_staged_same(scene->dir, ret_name, &scene->file)) {
        return true;
    }
    for (int i = 0; i < NAME_TRIES; i++) {
        if (!ck_folder_free_stem(scene->dir, scene->stem, suffixes, 1, stem, err)) {
            return false;
        }
        (void)snprintf(ret_name, CK_NAME_MAX + 8, "%s%s", stem, suffix);
        if (ck_stage_publish(scene->stage, ret_name, 1770000000, err)) {
            return true;
        }
        if (err->code != CK_ERR_NAME) {
            return false;
        }
    }
    return false;
}

static bool record(struct scene *scene, const char *name, struct ck_error *err)
{
    char path[2 * CK_NAME_MAX + 10], role[] = "video", seen[] = "host";
    char *folder = ck_strdup(scene->folder);
    struct ck_kept_file file = {.role = role, .name = path, .bytes = scene->file.bytes};
    struct ck_kept kept = {
        .seen = seen, .folder = folder, .files = &file, .file_count = 1};
    bool ok;

    (void)snprintf(path, sizeof(path), "%s/%s", scene->author, name);
    (void)snprintf(kept.id, sizeof(kept.id), "%s", scene->post);
    memcpy(file.sha256, scene->file.sha256, sizeof(file.sha256));
    ok = ck_archive_keep(scene->archive, &kept, scene->job.number, err);
    ck_free(folder);
    return ok;
}

static bool is_kept(struct scene *scene, bool *ret, struct ck_error *err)
{
    struct ck_kept kept;

    if (!ck_archive_find(scene->archive, scene->post, ret, &kept, err)) {
        return false;
    }
    *ret = *ret && ck_folder_has(scene->root, kept.files[0].name, kept.files[0].bytes);
    ck_kept_clear(&kept);
    return true;
}

static bool keep(struct scene *scene, struct ck_error *err)
{
    char name[CK_NAME_MAX + 8];
    bool kept = false, ok;

    if (!open_all(scene, err) || !is_kept(scene, &kept, err) || kept) {
        return kept;
    }
    (void)snprintf(scene->job.post, sizeof(scene->job.post), "%s", scene->post);
    ok = ck_archive_job_add(scene->archive, &scene->job, &scene->job.number, err) &&
         step(scene, CK_JOB_DOWNLOADING, err) &&
         ck_stage_open(scene->dir, scene->post, CHUNKS * CHUNK, &scene->stage, err) &&
         write_all(scene, err) && step(scene, CK_JOB_CHECKING, err) &&
         publish(scene, name, err) && record(scene, name, err);
    if (!ok && scene->job.number != 0 && !ck_job_state_ended(scene->job.state)) {
        scene->job.code = err->code;
        (void)step(scene, CK_JOB_FAILED, NULL);
    }
    ck_stage_free(scene->stage);
    return ok;
}

static bool is_whole(int dirfd, const char *name)
{
    ck_autoclose int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    unsigned char want[CHUNK], got[CHUNK];

    for (int i = 0; i < CHUNKS; i++) {
        fill(want, i);
        if (read(fd, got, sizeof(got)) != CHUNK || memcmp(got, want, CHUNK) != 0) {
            return false;
        }
    }
    return read(fd, got, 1) == 0;
}

/* Counts final names and parts; false when a final name holds anything but the video. */
static bool look_at_files(struct scene *scene, int *ret_finals, int *ret_parts)
{
    DIR *dir = fdopendir(openat(scene->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const struct dirent *entry;
    bool ok = true;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        const char *end = strrchr(entry->d_name, '.');

        if (strcmp(end != NULL ? end : "", suffix) == 0) {
            *ret_finals += 1;
            ok = ok && is_whole(scene->dir, entry->d_name);
        } else if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            *ret_parts += 1;
        }
    }
    return dir != NULL && closedir(dir) == 0 && ok;
}

/* Counts jobs that are done, and unfinished ones. */
static bool look_at_jobs(struct scene *scene, int *ret_done, int *ret_open,
                         struct ck_error *err)
{
    struct ck_job_row *rows;
    size_t count;

    if (!ck_archive_jobs(scene->archive, 100, &rows, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        *ret_done += rows[i].state == CK_JOB_DONE ? 1 : 0;
        *ret_open += ck_job_state_ended(rows[i].state) ? 0 : 1;
    }
    ck_job_rows_free(rows, count);
    return true;
}

static bool check(struct scene *scene, bool final, struct ck_error *err)
{
    int finals = 0, parts = 0, done = 0, open = 0;
    int64_t posts = 0, bytes = 0;
    bool kept = false;

    if (!open_all(scene, err) || !is_kept(scene, &kept, err) ||
        !look_at_jobs(scene, &done, &open, err) ||
        !ck_archive_count(scene->archive, &posts, &bytes, err)) {
        return false;
    }
    if (!look_at_files(scene, &finals, &parts)) {
        return ck_fail(err, CK_ERR_INTERNAL, "a final name holds something else");
    }
    if ((posts > 0 || done > 0) && !kept) {
        return ck_fail(err, CK_ERR_INTERNAL, "recorded, but not in the folder");
    }
    if ((posts > 0) != (done > 0)) {
        return ck_fail(err, CK_ERR_INTERNAL, "record and job disagree");
    }
    if (final && (finals != 1 || parts != 0 || posts != 1 || open != 0 ||
                  bytes != (int64_t)CHUNKS * CHUNK)) {
        return ck_fail(err, CK_ERR_INTERNAL, "%d files, %d parts, %d posts, %d open jobs",
                       finals, parts, (int)posts, open);
    }
    return true;
}

static void close_all(struct scene *scene)
{
    ck_archive_close(scene->archive);
    ck_close_pointer(&scene->dir);
    ck_close_pointer(&scene->root);
}

static bool run(char **argv, const char *verb, struct ck_error *err)
{
    struct scene scene = {
        .state = argv[2], .folder = argv[3], .post = argv[4], .root = -1, .dir = -1};
    bool ok = strcmp(verb, "keep") == 0 ? keep(&scene, err)
                                        : check(&scene, strcmp(verb, "final") == 0, err);

    close_all(&scene);
    if (!ok) {
        (void)fprintf(stderr, "%s: %s: %s\n", verb, ck_code_text(err->code), err->detail);
    }
    return ok;
}

int main(int argc, char **argv)
{
    struct ck_error err = {0};

    if (argc != 5) {
        return 2;
    }
    if (strcmp(argv[1], "again") == 0) {
        return run(argv, "check", &err) && run(argv, "keep", &err) &&
                       run(argv, "final", &err)
                   ? 0
                   : 1;
    }
    return run(argv, argv[1], &err) ? 0 : 1;
}
