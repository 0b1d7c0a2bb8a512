/* parts.c - which files a post has, and the running of several at once. */
#include "session/inner.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* Together with those of other jobs the client lets three at once to a host. */
enum { PARTS_AT_ONCE = 3, EXTRA_MS = 15000, CAPTIONS_MAX = 60 };

void ck_job_drop_parts(struct ck_job *job)
{
    for (size_t i = 0; i < job->part_count; i++) {
        ck_part_clear(&job->parts[i]);
    }
    ck_free(job->parts);
    job->parts = NULL;
    job->part_count = 0;
    job->main_count = 0;
}

bool ck_job_make_parts(struct ck_job *job, size_t main_count, size_t count,
                       struct ck_error *err)
{
    ck_job_drop_parts(job);
    job->parts = ck_calloc(count, sizeof(*job->parts));
    if (job->parts == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    job->part_count = count;
    job->main_count = main_count;
    return true;
}

/* --- photo posts ------------------------------------------------------------------ */

/* Two digits, three where there are more pictures than that. */
static void set_number(struct ck_part *part, size_t count, const char *more)
{
    (void)snprintf(part->key, sizeof(part->key), "%0*zu%s", count > 99 ? 3 : 2,
                   part->index + 1, more);
}

static void plan_image(struct ck_job *job, struct ck_part *part, size_t index)
{
    const struct ck_image *image = &job->post.images[index];

    *part = (struct ck_part){
        .role = CK_ROLE_IMAGE,
        .index = index,
        .urls = image->urls,
        .url_count = image->url_count,
        .declared = -1,
        .dirfd = ck_album_fd(job->album),
    };
    set_number(part, job->post.image_count, "");
}

static void plan_film(struct ck_job *job, struct ck_part *part, size_t index)
{
    const struct ck_image *image = &job->post.images[index];

    *part = (struct ck_part){
        .role = CK_ROLE_FILM,
        .index = index,
        .urls = image->video_urls,
        .url_count = image->video_url_count,
        .declared = -1,
        .dirfd = ck_album_fd(job->album),
    };
    set_number(part, job->post.image_count, ".film");
}

/* What is heard with the pictures; else the whole song. */
static void plan_music(struct ck_job *job, struct ck_part *part)
{
    *part = (struct ck_part){
        .role = CK_ROLE_SOUND,
        .urls = job->sound_urls,
        .url_count = job->sound_url_count,
        .declared = -1,
        .dirfd = ck_album_fd(job->album),
        .key = "sound",
    };
}

static void find_music(struct ck_job *job)
{
    job->sound_url_count = 0;
    if (job->post.trimmed_url != NULL) {
        job->sound_urls[job->sound_url_count++] = job->post.trimmed_url;
    }
    if (job->post.music.url != NULL && job->post.music.url[0] != '\0') {
        job->sound_urls[job->sound_url_count++] = job->post.music.url;
    }
}

static size_t count_films(const struct ck_post *post)
{
    size_t count = 0;

    for (size_t i = 0; i < post->image_count; i++) {
        count += post->images[i].video_url_count > 0;
    }
    return count;
}

/* A picture that is there already needs no new links. */
static void take_over(struct ck_part *part, struct ck_part *old, size_t count)
{
    if (part->index < count && old[part->index].state == CK_PART_DONE) {
        *part = old[part->index];
        part->urls = NULL;
        part->url_count = 0;
        old[part->index] = (struct ck_part){.state = CK_PART_FAILED};
    }
}

bool ck_job_plan_photos(struct ck_job *job, struct ck_error *err)
{
    const struct ck_post *post = &job->post;
    struct ck_part *old = job->parts;
    size_t old_count = job->part_count;
    size_t kept = job->main_count == post->image_count ? job->main_count : 0;
    size_t at = post->image_count;

    job->parts = NULL;
    job->part_count = 0;
    find_music(job);
    if (!ck_job_make_parts(job, at, at + count_films(post) + (job->sound_url_count > 0),
                           err)) {
        job->parts = old;
        job->part_count = old_count;
        return false;
    }
    for (size_t i = 0; i < post->image_count; i++) {
        plan_image(job, &job->parts[i], i);
        take_over(&job->parts[i], old, kept);
        if (post->images[i].video_url_count > 0) {
            plan_film(job, &job->parts[at++], i);
        }
    }
    if (job->sound_url_count > 0) {
        plan_music(job, &job->parts[at]);
    }
    for (size_t i = 0; i < old_count; i++) {
        ck_part_clear(&old[i]);
    }
    ck_free(old);
    return true;
}

/* --- what goes with a video ------------------------------------------------------- */

static bool is_wanted(const struct ck_job *job, const struct ck_caption *caption)
{
    const char *which = job->session->settings.captions;

    return strcmp(which, "none") != 0 &&
           (strcmp(which, "spoken") != 0 || strcmp(caption->source, "translated") != 0);
}

static bool has_cover(const struct ck_job *job)
{
    return job->session->settings.cover && job->post.cover_url != NULL;
}

size_t ck_job_count_extras(const struct ck_job *job)
{
    size_t count = has_cover(job);

    for (size_t i = 0; i < job->post.caption_count && i < CAPTIONS_MAX; i++) {
        count += is_wanted(job, &job->post.captions[i]);
    }
    return count;
}

void ck_job_plan_extras(struct ck_job *job)
{
    struct ck_part *part = &job->parts[job->main_count];

    for (size_t i = 0; i < job->post.caption_count && i < CAPTIONS_MAX; i++) {
        const struct ck_caption *caption = &job->post.captions[i];

        if (!is_wanted(job, caption)) {
            continue;
        }
        *part = (struct ck_part){
            .role = CK_ROLE_CAPTIONS,
            .index = i,
            .urls = caption->urls,
            .url_count = caption->url_count,
            .declared = -1,
            .dirfd = job->dir_fd,
        };
        (void)snprintf(part->key, sizeof(part->key), "%s.c%zu", job->post.id, i);
        part++;
    }
    if (has_cover(job)) {
        *part = (struct ck_part){
            .role = CK_ROLE_COVER,
            .urls = &job->post.cover_url,
            .url_count = 1,
            .declared = -1,
            .dirfd = job->dir_fd,
        };
        (void)snprintf(part->key, sizeof(part->key), "%s.cover", job->post.id);
    }
}

/* --- running ---------------------------------------------------------------------- */

/* What would be found in a folder that is not the save folder any more helps nobody. */
static bool is_recorded(const struct ck_job *job)
{
    return job->row.number > 0 && job->root_path != NULL &&
           strcmp(job->root_path, job->session->settings.folder) == 0;
}

static struct ck_source source_of(const struct ck_job *job)
{
    return (struct ck_source){
        .client = job->session->client,
        .worker = job->session->worker,
        .user_agent = job->user_agent,
        .cookies = &job->cookies,
        .date = ck_post_date(&job->post),
        .archive = is_recorded(job) ? job->session->archive : NULL,
        .post = job->row.post,
        .folder = job->root_path,
    };
}

void ck_job_put_by_parts(struct ck_job *job)
{
    const struct ck_source source = source_of(job);

    for (size_t i = 0; i < job->part_count; i++) {
        ck_part_put_by(&job->parts[i], &source);
    }
}

static void start(struct ck_job *job, struct ck_part *part)
{
    const struct ck_source source = source_of(job);

    if (part->role == CK_ROLE_COVER || part->role == CK_ROLE_CAPTIONS) {
        part->due_ms = ck_clock_ms() + EXTRA_MS;
    }
    ck_part_start(part, &source);
}

bool ck_job_run_parts(struct ck_job *job, bool main)
{
    const struct ck_source source = source_of(job);
    size_t from = main ? 0 : job->main_count;
    size_t to = main ? job->main_count : job->part_count;
    size_t running = 0;
    bool left = false;

    for (size_t i = from; i < to; i++) {
        ck_part_advance(&job->parts[i], &source);
        running += job->parts[i].state == CK_PART_RUNNING;
    }
    for (size_t i = from; i < to && running < PARTS_AT_ONCE; i++) {
        if (job->parts[i].state == CK_PART_WAITING) {
            start(job, &job->parts[i]);
            running += job->parts[i].state == CK_PART_RUNNING;
        }
    }
    for (size_t i = from; i < to; i++) {
        left = left || job->parts[i].state == CK_PART_WAITING ||
               job->parts[i].state == CK_PART_RUNNING;
    }
    return !left;
}
