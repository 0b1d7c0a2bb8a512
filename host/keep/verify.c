#include "keep/verify.h"

#include "keep/disk.h"
#include "keep/hash.h"
#include "keep/loose.h"
#include "keep/mend.h"
#include "keep/verify_rows.h"
#include "keep/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { BATCH = 32, CHUNK = 1024 * 1024, FILE_COST = 65536 };

/* AGAIN: telling what the broken-off part of this run has found damaged. */
enum phase { AGAIN, KEPT, FOUND, LOST, OVER };

/* A file that is being read, in parts. */
struct reading {
    int fd; /* -1: none */
    int64_t at, bytes;
    EVP_MD_CTX *hash;
};

struct ck_verify {
    struct ck_archive *archive;
    int rootfd;
    char *folder;
    ck_verify_told *told;
    void *ctx;
    struct ck_verify_run run;
    struct ck_verify_progress progress;
    enum phase phase;
    struct ck_verify_row rows[BATCH]; /* those under way */
    size_t row_count, row_at;
    struct ck_verify_row last; /* the key behind which the next ones are; no name */
    struct ck_walk *walk;
    struct ck_walk_file file; /* of the walk, while its bytes are read */
    struct reading reading;
};

static void forget_rows(struct ck_verify *verify)
{
    for (size_t i = 0; i < verify->row_count; i++) {
        ck_verify_row_clear(&verify->rows[i]);
    }
    verify->row_count = verify->row_at = 0;
}

static void reading_end(struct reading *reading)
{
    ck_close_pointer(&reading->fd);
    EVP_MD_CTX_free(reading->hash);
    *reading = (struct reading){.fd = -1};
}

bool ck_verify_open(struct ck_archive *archive, int rootfd, const char *folder,
                    ck_verify_told *told, void *ctx, struct ck_verify **ret,
                    struct ck_error *err)
{
    struct ck_verify *verify = ck_alloc(sizeof(*verify));

    *ret = NULL;
    if (verify == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *verify = (struct ck_verify){
        .archive = archive, .rootfd = rootfd, .told = told, .ctx = ctx, .reading.fd = -1};
    verify->folder = ck_strdup(folder);
    verify->run.folder = verify->folder;
    if (verify->folder == NULL) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
    } else if (ck_verify_begin(archive, folder, &verify->run.round, err) &&
               ck_verify_totals(archive, &verify->run, &verify->progress, err) &&
               ck_walk_open(rootfd, &verify->walk, err)) {
        *ret = verify;
        return true;
    }
    ck_verify_free(verify);
    return false;
}

const struct ck_verify_progress *ck_verify_so_far(const struct ck_verify *verify)
{
    return &verify->progress;
}

static void tell(struct ck_verify *verify, const struct ck_verify_news *news)
{
    if (verify->told != NULL) {
        verify->told(verify->ctx, news);
    }
}

/* Starts reading an open file, which is owned from here. */
static bool reading_begin(struct reading *reading, int fd, int64_t bytes,
                          struct ck_error *err)
{
    *reading = (struct reading){.fd = fd, .bytes = bytes, .hash = EVP_MD_CTX_new()};
    if (ck_hash_begin(reading->hash)) {
        return true;
    }
    reading_end(reading);
    return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
}

/* Reads one part. What was read leaves the system's cache, which others need more. */
static bool read_part(struct reading *reading, int64_t *budget, struct ck_error *err)
{
    int64_t left = reading->bytes - reading->at;
    int64_t part = left < CHUNK ? left : CHUNK;
    bool ok =
        ck_hash_feed(reading->hash, reading->fd, reading->at, reading->at + part, err);

    (void)posix_fadvise(reading->fd, reading->at, part, POSIX_FADV_DONTNEED);
    reading->at += part;
    *budget -= part;
    return ok;
}

/* Notes the batch that is through. */
static bool note_rows(struct ck_verify *verify, struct ck_error *err)
{
    bool ok = verify->row_at == 0 || ck_verify_note(verify->archive, &verify->run,
                                                    verify->rows, verify->row_at, err);

    forget_rows(verify);
    return ok;
}

/* The next batch, if there is one. */
static bool next_rows(struct ck_verify *verify, enum ck_verify_which which,
                      bool *ret_found, struct ck_error *err)
{
    forget_rows(verify);
    if (!ck_verify_read(verify->archive, &verify->run, which, &verify->last, verify->rows,
                        BATCH, &verify->row_count, err)) {
        return false;
    }
    *ret_found = verify->row_count > 0;
    if (*ret_found) {
        verify->last.post = verify->rows[verify->row_count - 1].post;
        verify->last.place = verify->rows[verify->row_count - 1].place;
    }
    return true;
}

static void row_done(struct ck_verify *verify, enum ck_verify_finding finding)
{
    struct ck_verify_row *row = &verify->rows[verify->row_at++];

    row->finding = finding;
    verify->progress.found[finding]++;
    verify->progress.files_done++;
    verify->progress.bytes_done += row->bytes;
    reading_end(&verify->reading);
    /* Of missing ones at the end: they may turn up elsewhere. */
    if (finding != CK_FOUND_MISSING) {
        tell(verify,
             &(struct ck_verify_news){finding, row->id, row->name, NULL, row->bytes});
    }
}

/* Opens the file of the row under way; what it is found to be if it is not to be read. */
static bool open_row(struct ck_verify *verify, struct ck_error *err)
{
    const struct ck_verify_row *row = &verify->rows[verify->row_at];
    int64_t bytes = 0;
    int fd = ck_disk_open_file(verify->rootfd, row->name, &bytes);

    if (fd < 0 && errno != ENOENT && errno != ENOTDIR && errno != ELOOP &&
        errno != EINVAL && errno != EACCES) {
        return ck_fail_errno(err, errno, "opening a kept file"); /* the drive is gone */
    }
    if (fd < 0) {
        row_done(verify, errno == EACCES ? CK_FOUND_DAMAGED : CK_FOUND_MISSING);
        return true;
    }
    if (bytes != row->bytes) {
        (void)close(fd);
        row_done(verify, CK_FOUND_DAMAGED);
        return true;
    }
    return reading_begin(&verify->reading, fd, bytes, err);
}

static bool step_kept(struct ck_verify *verify, int64_t *budget, struct ck_error *err)
{
    struct reading *reading = &verify->reading;
    char sha256[CK_SHA256_HEX];
    bool found = true;

    if (verify->row_at == verify->row_count) {
        if (!note_rows(verify, err) || !next_rows(verify, CK_ROWS_LEFT, &found, err)) {
            return false;
        }
        verify->phase = found ? KEPT : FOUND;
        return true;
    }
    if (reading->fd < 0) {
        *budget -= FILE_COST;
        return open_row(verify, err);
    }
    if (reading->at < reading->bytes) {
        if (!read_part(reading, budget, NULL)) {
            row_done(verify, CK_FOUND_DAMAGED);
        }
        return true;
    }
    found = ck_hash_finish(reading->hash, sha256) &&
            strcmp(sha256, verify->rows[verify->row_at].sha256) == 0;
    row_done(verify, found ? CK_FOUND_GOOD : CK_FOUND_DAMAGED);
    return true;
}

static void foreign(struct ck_verify *verify)
{
    verify->progress.found[CK_FOUND_FOREIGN]++;
    tell(verify, &(struct ck_verify_news){CK_FOUND_FOREIGN, "", verify->file.name, NULL,
                                          verify->file.bytes});
}

/* A name that is not known may be one of a missing file: if one has its size, its hash
 * will tell. */
static bool look_at_file(struct ck_verify *verify, struct ck_error *err)
{
    const struct ck_walk_file *file = &verify->file;
    struct ck_verify_row lost;
    bool known = ck_loose_own(file->name);
    int fd;

    if (!known &&
        !ck_verify_knows(verify->archive, verify->folder, file->name, &known, err)) {
        return false;
    }
    if (known) {
        return true;
    }
    if (!ck_verify_lost(verify->archive, verify->folder, file->bytes, NULL, &lost, err)) {
        return false;
    }
    fd = lost.name != NULL ? openat(file->dirfd, file->last,
                                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                           : -1;
    ck_verify_row_clear(&lost);
    if (fd < 0) {
        foreign(verify);
        return true;
    }
    return reading_begin(&verify->reading, fd, file->bytes, err);
}

/* All of its bytes were read. */
static bool settle_file(struct ck_verify *verify, struct ck_error *err)
{
    struct ck_verify_row lost = {0};
    char sha256[CK_SHA256_HEX] = "-";
    bool ok = ck_hash_finish(verify->reading.hash, sha256) &&
              ck_verify_lost(verify->archive, verify->folder, verify->file.bytes, sha256,
                             &lost, err);

    reading_end(&verify->reading);
    if (ok && lost.name == NULL) {
        foreign(verify);
    } else if (ok) {
        ok = ck_verify_moved(verify->archive, &lost, verify->file.name, err);
        verify->progress.found[CK_FOUND_MISSING]--;
        verify->progress.found[CK_FOUND_MOVED]++;
        tell(verify, &(struct ck_verify_news){CK_FOUND_MOVED, lost.id, verify->file.name,
                                              lost.name, lost.bytes});
    }
    ck_verify_row_clear(&lost);
    return ok;
}

static bool step_found(struct ck_verify *verify, int64_t *budget, struct ck_error *err)
{
    struct reading *reading = &verify->reading;

    if (reading->fd < 0) {
        *budget -= FILE_COST;
        if (!ck_walk_next(verify->walk, &verify->file)) {
            verify->phase = LOST;
            verify->last = (struct ck_verify_row){0};
            return true;
        }
        return look_at_file(verify, err);
    }
    if (reading->at == reading->bytes) {
        return settle_file(verify, err);
    }
    if (!read_part(reading, budget, NULL)) {
        reading_end(reading);
        foreign(verify);
    }
    return true;
}

/* Tells of what is noted already; `ret_found` false: of all of it. */
static bool tell_noted(struct ck_verify *verify, enum ck_verify_which which,
                       enum ck_verify_finding finding, int64_t *budget, bool *ret_found,
                       struct ck_error *err)
{
    const struct ck_verify_row *row = &verify->rows[verify->row_at];

    *ret_found = true;
    if (verify->row_at < verify->row_count) {
        verify->row_at++;
        tell(verify,
             &(struct ck_verify_news){finding, row->id, row->name, NULL, row->bytes});
        return true;
    }
    *budget -= FILE_COST;
    return next_rows(verify, which, ret_found, err);
}

static bool step_again(struct ck_verify *verify, int64_t *budget, struct ck_error *err)
{
    bool found;

    if (!tell_noted(verify, CK_ROWS_DAMAGED, CK_FOUND_DAMAGED, budget, &found, err)) {
        return false;
    }
    if (!found) {
        verify->phase = KEPT;
        verify->last = (struct ck_verify_row){0};
    }
    return true;
}

static void loose_done(void *ctx, const struct ck_verify_news *news)
{
    struct ck_verify_progress *progress = &((struct ck_verify *)ctx)->progress;

    progress->files++;
    progress->files_done++;
    progress->bytes += news->bytes;
    progress->bytes_done += news->bytes;
    progress->found[news->finding]++;
    tell(ctx, news);
}

static bool step_lost(struct ck_verify *verify, int64_t *budget, struct ck_error *err)
{
    bool found;

    if (!tell_noted(verify, CK_ROWS_MISSING, CK_FOUND_MISSING, budget, &found, err)) {
        return false;
    }
    if (!found) {
        verify->phase = OVER;
        return ck_loose_check(verify->rootfd, loose_done, verify, err) &&
               ck_verify_end(verify->archive, &verify->run, err) &&
               ck_mend_sums_here(verify->archive, verify->rootfd, verify->folder, err);
    }
    return true;
}

static bool step(struct ck_verify *verify, int64_t *budget, struct ck_error *err)
{
    static bool (*const steps[])(struct ck_verify *, int64_t *,
                                 struct ck_error *) = {[AGAIN] = step_again,
                                                       [KEPT] = step_kept,
                                                       [FOUND] = step_found,
                                                       [LOST] = step_lost};

    return steps[verify->phase](verify, budget, err);
}

bool ck_verify_step(struct ck_verify *verify, int64_t budget, bool *ret_more,
                    struct ck_error *err)
{
    bool ok = true;

    while (ok && budget > 0 && verify->phase != OVER) {
        ok = step(verify, &budget, err);
    }
    *ret_more = ok && verify->phase != OVER;
    return ok;
}

void ck_verify_free(struct ck_verify *verify)
{
    if (verify == NULL) {
        return;
    }
    if (verify->phase == KEPT && verify->row_at > 0) {
        bool noted = ck_verify_note(verify->archive, &verify->run, verify->rows,
                                    verify->row_at, NULL);

        (void)noted; /* else the next run reads them again */
    }
    forget_rows(verify);
    reading_end(&verify->reading);
    ck_walk_free(verify->walk);
    ck_free(verify->folder);
    ck_free(verify);
}
