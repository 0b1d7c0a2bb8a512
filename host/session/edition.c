#include "session/edition.h"

#include "base/mem.h"
#include "tiktok/subtitle.h"

#include <stdio.h>
#include <string.h>

const struct ck_part *ck_job_main(const struct ck_job *job)
{
    if (job->made.state == CK_PART_DONE) {
        return &job->made;
    }
    for (size_t i = 0; i < job->main_count; i++) {
        if (job->parts[i].state == CK_PART_DONE) {
            return &job->parts[i];
        }
    }
    return NULL;
}

/* A sound in an MP4 is an M4A, whatever its first bytes call it. */
static const char *suffix_of(const struct ck_part *part)
{
    bool sound = part->role == CK_ROLE_SOUND || part->role == CK_ROLE_TRACK;

    return sound && part->fill.type == CK_MEDIA_MP4 ? "m4a"
                                                    : ck_media_suffix(part->fill.type);
}

static void set_album_tail(const struct ck_job *job, struct ck_copy *copy)
{
    const struct ck_part *part = copy->part;

    if (part->role == CK_ROLE_SOUND) {
        (void)snprintf(copy->tail, sizeof(copy->tail), "sound.%s", suffix_of(part));
    } else {
        (void)snprintf(copy->tail, sizeof(copy->tail), "%0*zu.%s",
                       job->post.image_count > 99 ? 3 : 2, part->index + 1,
                       suffix_of(part));
    }
}

static void set_tail(const struct ck_job *job, struct ck_copy *copy)
{
    const struct ck_part *part = copy->part;

    if (part->role == CK_ROLE_CAPTIONS) {
        char label[CK_LABEL_SIZE];

        ck_subtitle_label(&job->post, part->index, label);
        (void)snprintf(copy->tail, sizeof(copy->tail), ".%s.vtt", label);
    } else if (copy->shelf == CK_SHELF_SOURCES) {
        (void)snprintf(copy->tail, sizeof(copy->tail), ".%s.%s", copy->role,
                       suffix_of(part));
    } else {
        (void)snprintf(copy->tail, sizeof(copy->tail), ".%s", suffix_of(part));
    }
}

static void add(struct ck_edition *edition, const struct ck_part *part,
                enum ck_shelf shelf)
{
    struct ck_copy *copy = &edition->copies[edition->count++];

    *copy = (struct ck_copy){
        .part = part,
        .stage = part->fill.stage,
        .file = part->file,
        .role = ck_role_text(part->role),
        .shelf = shelf,
    };
    if (shelf == CK_SHELF_ALBUM) {
        set_album_tail(edition->job, copy);
    } else {
        set_tail(edition->job, copy);
    }
}

/* What a joined file was made of is kept where the person wants it. */
static bool is_source(const struct ck_job *job, const struct ck_part *part)
{
    return job->made.state == CK_PART_DONE && part < job->parts + job->main_count;
}

bool ck_edition_make(struct ck_job *job, struct ck_edition *ret, struct ck_error *err)
{
    const struct ck_part *main = ck_job_main(job);
    enum ck_shelf shelf = job->album != NULL ? CK_SHELF_ALBUM : CK_SHELF_AUTHOR;

    *ret = (struct ck_edition){.job = job};
    /* One more for the joined file, and one for the sidecar. */
    ret->copies = ck_calloc(job->part_count + 2, sizeof(*ret->copies));
    if (ret->copies == NULL || main == NULL) {
        ck_free(ret->copies);
        return ck_fail(err, main == NULL ? CK_ERR_INTERNAL : CK_ERR_NOMEM, NULL);
    }
    add(ret, main, shelf);
    for (size_t i = 0; i < job->part_count; i++) {
        const struct ck_part *part = &job->parts[i];

        if (part == main || part->state != CK_PART_DONE) {
            continue;
        }
        if (!is_source(job, part)) {
            add(ret, part, shelf);
        } else if (job->source_fd >= 0) {
            add(ret, part, CK_SHELF_SOURCES);
        }
    }
    return true;
}

bool ck_edition_name(struct ck_edition *edition, const char *stem)
{
    size_t len = strlen(stem);

    if (len > CK_NAME_MAX) {
        return false;
    }
    memmove(edition->stem, stem, len + 1);
    for (size_t i = 0; i < edition->count; i++) {
        struct ck_copy *copy = &edition->copies[i];
        bool whole = copy->shelf == CK_SHELF_ALBUM;
        int need = snprintf(copy->name, sizeof(copy->name), "%s%s", whole ? "" : stem,
                            copy->tail);

        if (need < 0 || (size_t)need >= sizeof(copy->name)) {
            return false;
        }
    }
    return true;
}

void ck_edition_drop(struct ck_edition *edition, size_t index)
{
    edition->count--;
    memmove(&edition->copies[index], &edition->copies[index + 1],
            (edition->count - index) * sizeof(*edition->copies));
}

char *ck_edition_path(const struct ck_edition *edition, const struct ck_copy *copy)
{
    struct ck_buf path = {.max = (size_t)4 * CK_NAME_MAX};

    ck_buf_addf(&path, "%s%s", edition->job->folder,
                edition->job->folder[0] != '\0' ? "/" : "");
    if (copy->shelf == CK_SHELF_ALBUM) {
        ck_buf_addf(&path, "%s/", edition->stem);
    } else if (copy->shelf == CK_SHELF_SOURCES) {
        ck_buf_adds(&path, CK_SOURCES "/");
    }
    ck_buf_adds(&path, copy->name);
    return ck_buf_take(&path);
}

void ck_edition_clear(struct ck_edition *edition)
{
    ck_free(edition->copies);
    edition->copies = NULL;
    edition->count = 0;
}
