/* edition_kept.c - what the archive is to know of a post that has been published. */
#include "session/edition.h"

#include "base/mem.h"
#include "session/sidecar_rights.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static bool list_copy(const struct ck_edition *edition, const struct ck_copy *copy,
                      struct ck_kept *kept, struct ck_error *err)
{
    struct ck_kept_file *file = &kept->files[kept->file_count++];

    file->role = ck_strdup(copy->role);
    file->name = ck_edition_path(edition, copy);
    file->bytes = copy->file.bytes;
    memcpy(file->sha256, copy->file.sha256, sizeof(file->sha256));
    return (file->role != NULL && file->name != NULL) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool list_files(const struct ck_edition *edition,
                       const struct ck_staged_file *sidecar, struct ck_kept *kept,
                       struct ck_error *err)
{
    bool album = edition->job->album != NULL;
    struct ck_copy last = {
        .role = "sidecar",
        .file = *sidecar,
        .shelf = album ? CK_SHELF_ALBUM : CK_SHELF_AUTHOR,
    };

    kept->files = ck_calloc(edition->count + 1, sizeof(*kept->files));
    if (kept->files == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < edition->count; i++) {
        if (!list_copy(edition, &edition->copies[i], kept, err)) {
            return false;
        }
    }
    (void)snprintf(last.name, sizeof(last.name), "%.200s.info.json",
                   album ? "post" : edition->stem);
    return list_copy(edition, &last, kept, err);
}

/* The licence is known to the job since it read the post; otherwise a later run reads it
 * from the sidecar. */
static void set_rights(const struct ck_job *job, struct ck_kept_rights *ret)
{
    if (job->rights_known) {
        ret->edition = CK_RIGHTS_EDITION;
        ck_licence_id(&job->licence, ret->licence);
        (void)snprintf(ret->grade, sizeof(ret->grade), "%s", ck_grade_text(job->grade));
    }
    ret->mine = job->row.mine;
    (void)snprintf(ret->saving, sizeof(ret->saving), "%s",
                   ck_saving_text(job->post.saving));
}

static bool set_facts(const struct ck_job *job, struct ck_kept *kept)
{
    ck_autobuf struct ck_buf notes = {.max = 512};

    ck_notes_write(job->notes, &notes);
    kept->notes = ck_strdup(ck_buf_text(&notes));
    memcpy(kept->id, job->post.id, sizeof(kept->id));
    kept->kind = ck_strdup(job->row.kind);
    kept->author = ck_strdup(job->row.author);
    kept->text = ck_strdup(job->row.text);
    kept->page = ck_strdup(job->row.page);
    kept->created = job->post.created;
    kept->kept_at = (int64_t)time(NULL);
    kept->seen = ck_strdup(job->seen);
    kept->folder = ck_strdup(job->root_path);
    set_rights(job, &kept->rights);
    return kept->kind != NULL && kept->author != NULL && kept->text != NULL &&
           kept->page != NULL && kept->seen != NULL && kept->folder != NULL &&
           kept->notes != NULL && ck_buf_ok(&notes);
}

bool ck_edition_kept(const struct ck_edition *edition,
                     const struct ck_staged_file *sidecar, struct ck_kept *ret,
                     struct ck_error *err)
{
    return (set_facts(edition->job, ret) || ck_fail(err, CK_ERR_NOMEM, NULL)) &&
           list_files(edition, sidecar, ret, err);
}
